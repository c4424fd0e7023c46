import { ai, customer, handoff, rates, scriptsOf, silence } from '../script.ts'

const script = scriptsOf('Orders')

export const orders = [
  script('change-address', [
    customer('Can I change the delivery address of {order}?'),
    ai(
      'Yes, as long as the parcel has not left our warehouse. Open My orders, choose {order}, then Edit next to the delivery address. After you save, a confirmation comes by e-mail.',
    ),
    customer('It still says “in preparation”, so I have just done it. The new street shows up now.'),
    ai('Then it is done: the label will be printed with the new address. Is there anything else about this order?'),
    customer('No, that was it. Thank you'),
    rates('up'),
  ]),
  script('where-is-my-order', [
    customer('Hi, where is {order}? I ordered on Tuesday evening.'),
    ai(
      'Orders placed after 16:00 leave on the next working day, so {order} left our warehouse in Ghent on Wednesday. Delivery to the rest of the European Union takes 2 to 4 working days. The tracking link is in the e-mail “Your lamp is on its way”.',
    ),
    customer('Found the mail, it was in the wrong folder. It says tomorrow.'),
    ai('Good to hear. If the tracking does not move for three working days, tell us and we open a search.'),
    customer('Will do, thanks!'),
  ]),
  script('cancel-one-lamp', [
    customer('I ordered two Swift wall lights in {order} but need only one. Can I cancel one of them?'),
    ai(
      'Yes. Under My orders choose {order}, then Cancel beside the one lamp. The other one is sent as planned, and you pay only for that.',
    ),
    silence(20),
    customer('I see the button. Do I pay for shipping again?'),
    ai('No. One Swift costs € 98, so the order stays above € 75 and shipping remains free.'),
    customer('Lovely. Done.'),
  ]),
  script(
    'cancel-person',
    [
      customer('I want to cancel one of two lamps in {order}'),
      ai('Under My orders choose {order}, then Cancel beside the one lamp. The other lamp is sent as planned.'),
      customer('There is no cancel button on my screen.'),
      ai('The button is shown until the parcel leaves our warehouse. Please reload the page and open {order} again.'),
      rates('down'),
      customer('Still nothing. Just get me a human please.'),
      handoff({
        trigger: 'customer_request',
        text: 'Of course. I am passing this conversation to a colleague, together with your order number.',
        summary: 'Wants to cancel one of two lamps in {order}; the Cancel button is missing. Asked for a person.',
        sentiment: 'neutral',
      }),
    ],
    {
      raises: ['thumbs_down', 'help_requested'],
      toPerson: [
        'Hi! Yes please, cancel the brass one and keep the white one.',
        'And do I get the money back on my card?',
        'Perfect, that is all I needed. Thank you!',
      ],
      person: [
        'Hello {name}, {operator} here. I can see {order}: which of the two lamps shall I take out?',
        'Done, the brass one is cancelled. You see the change under My orders in a minute.',
        'Yes, the amount is released at once; your card shows it within two days.',
      ],
    },
  ),
  script('saturday-delivery', [
    customer('do you deliver on saturdays? im never home during the week'),
    ai(
      'In Belgium and the Netherlands, yes: delivery on Saturday costs € 6, and you choose it at check-out. Elsewhere you can choose any working day of the next three weeks.',
    ),
    customer('utrecht so that works. can i still add it to {order}?'),
    ai(
      'The delivery day can be changed until the parcel leaves our warehouse: My orders, {order}, then Edit next to the delivery day.',
    ),
    customer('super'),
    rates('up'),
  ]),
  script(
    'parcel-not-moving',
    [
      customer('The tracking of {order} has not moved since last Thursday.'),
      ai(
        'That is longer than it should be. When a parcel has not moved for three working days we open a search with the courier; it takes up to five working days. If it is not found by then, we send the lamp again.',
      ),
      customer('Another five days? I have been waiting for two weeks, this is ridiculous. Worst delivery I ever had.'),
      ai('I understand. I have noted that the parcel is urgent. May I ask until when you need the lamp?'),
      silence(15),
      customer('Saturday. And I am really fed up with being told to wait.'),
      handoff({
        trigger: 'automatic',
        text: 'I would rather have a colleague decide this with you than let you wait again. I am handing this conversation over.',
        summary: '{order} has not moved for a week, customer has waited for two weeks and needs the lamp by Saturday.',
        sentiment: 'angry',
      }),
    ],
    {
      raises: ['negative_feedback'],
      toPerson: [
        'Hello. I hope you can do more than the machine.',
        'A second lamp by express would be fine. Do I have to send the first one back if it turns up?',
        'All right. Thank you for taking care of it.',
      ],
      person: [
        'Hello {name}, {operator} from Lampwright. I am sorry, I can see that the parcel is stuck in the depot since Thursday.',
        'I will not wait for the search: I can send a second lamp by express today, free of charge. It arrives on Friday. Is that all right?',
        'Just refuse the first parcel when it comes, the courier brings it back to us. The new tracking link is on its way to you.',
      ],
    },
  ),
  script('add-to-order', [
    customer('Hello, I forgot a bulb. Can you add an E27 to {order}?'),
    ai(
      'An order cannot grow once it is placed. Place a second one within the hour and write “together” in the note: then we send both in one box and refund the second shipping costs.',
    ),
    customer('Ah clever. Ordered just now with the note.'),
    ai('I see both orders. They go into one box, and the second shipping costs are refunded today.'),
    customer('Great service, thank you very much.'),
    rates('up'),
  ]),
  script('vat-invoice', [
    customer('Good morning. We need an invoice with our VAT number for {order}.'),
    ai(
      'Open My orders, choose {order} and then Invoice. There you can add the company’s name and VAT number for 30 days after the purchase; the corrected PDF is ready at once.',
    ),
    customer('Can I also add a cost centre?'),
    ai('Yes, in the field “Your reference”, up to 40 characters. It is printed below the VAT number.'),
    customer('That is exactly what bookkeeping wants. Thanks.'),
  ]),
  script(
    'charged-twice',
    [
      customer('My card was charged twice for {order}!'),
      ai(
        'Your bank refused the first payment. Try again with the bank’s app open to confirm it, or choose another way to pay.',
      ),
      rates('down'),
      customer('No. It was not refused, it was charged twice. Two times 164 euros on my statement.'),
      ai('I’m sorry, I am not able to see card statements, so I cannot answer that.'),
      customer('Who can then? Can I talk to someone in your accounts department?'),
      handoff({
        trigger: 'customer_request',
        text: 'A colleague can look at both payments. I am passing this conversation on.',
        summary: 'Card charged twice with € 164 for {order}. Asks for somebody who can see payments.',
        sentiment: 'neutral',
      }),
    ],
    {
      raises: ['thumbs_down', 'non_answer', 'help_requested'],
      toPerson: [
        'Hello. Yes, both on Monday, 9:41 and 9:42.',
        'And when will I have the money back?',
        'Okay, I will check on Thursday. Thank you for the quick help.',
      ],
      person: [
        'Hello {name}, {operator} here. I see two payments for {order}. Were both on the same day?',
        'You are right: the shop sent the payment again after a time-out. I have just released the second one.',
        'Within two working days. If it is not there by Thursday, answer the e-mail that you are getting now and it reaches me.',
      ],
    },
  ),
  script(
    'left-with-neighbour',
    [
      customer('The courier left my parcel with a neighbour. She moved out in August.'),
      ai(
        'That is not how it should go. The courier leaves a card with the neighbour’s name. If you cannot reach that neighbour, tell us the order number and we ask the courier where the parcel is.',
      ),
      customer('It is {order}. Five days is too long, the party is on Saturday. Somebody has to call them.'),
      handoff({
        trigger: 'automatic',
        text: 'I cannot telephone, a colleague can. I am handing this over now.',
        summary:
          '{order} was left with a neighbour who moved out. Needed on Saturday; somebody has to call the courier.',
        sentiment: 'neutral',
      }),
      silence(25),
      customer('Are you still there?'),
    ],
    {
      raises: [],
      toPerson: [
        'Hi {operator}, yes I can wait two minutes.',
        'At the bakery on the corner? I can go there right away.',
        'Thank you so much, you saved the party!',
      ],
      person: [
        'Hello {name}, {operator} here. I am calling the depot now. Please stay here, I will be back in two minutes.',
        'They brought it back yesterday evening: it lies at the parcel shop in the bakery, your name is on it.',
        'Exactly there. Bring your identity card, and enjoy the party.',
      ],
    },
  ),
  script('voucher-code', [
    customer('My voucher code does not work, it says “already used”'),
    ai(
      'One voucher can be used for each order. If a check-out was broken off, the code stays reserved for an hour and works again after that. Gift cards can be combined.',
    ),
    customer('oh yes I started yesterday and closed the tab. It works now!'),
    ai('Good. The discount is shown above the total; nothing else to do.'),
  ]),
  script(
    'customs-question',
    [
      customer('Do you ship to Canada, and who pays the customs?'),
      ai('We ship to the European Union, the United Kingdom, Norway and Switzerland.'),
      customer('I know someone in Montréal who got a Heron from you last year. What did they pay in customs?'),
      ai('I’m sorry, I don’t have any information about that.'),
      silence(20),
      customer('Hm. Could you find out?'),
      ai('Unfortunately I was not able to find an answer to your question.'),
    ],
    {
      raises: ['non_answer'],
      toPerson: [
        'Hello! I only want to know whether there is any way to get a Heron to Canada.',
        'A forwarder in Ghent, good idea. Thanks a lot, bye!',
      ],
      person: [
        'Hello {name}, {operator} from Lampwright. We do not ship to Canada ourselves; your friend may have used a forwarder.',
        'Yes: two forwarders collect from our showroom in Ghent, and they do the customs papers. I am sending you both names by e-mail.',
      ],
    },
  ),
]
