import { ai, customer, handoff, rates, scriptsOf, silence } from '../script.ts'

const script = scriptsOf('Returns')

export const returns = [
  script('return-label', [
    customer('How do I send back a lamp from {order}?'),
    ai(
      'You may return any unused lamp within 30 days of delivery. Open My orders, choose {order} and then Return; print the label, or show the code at the drop-off point. Then pack the lamp in its box and hand it over within 7 days.',
    ),
    customer('I have no printer. Is the code enough?'),
    ai('Yes, the drop-off point prints the label for you. The code is valid for 7 days.'),
    customer('Easy. Thank you'),
    rates('up'),
  ]),
  script(
    'refund-third-time',
    [
      customer('You promised me the refund for {order} on Monday.'),
      ai('We refund within ten working days after the parcel has reached us, so {order} is due this Friday.'),
      customer('It reached you on the 3rd. I asked last week and I asked on Friday.'),
      ai('Please look under My orders: “Refunded” shows the date and the amount.'),
      customer('This is the third time I explain, this is a joke. Monday was your date, not mine. Terrible service!'),
      silence(20),
      handoff({
        trigger: 'automatic',
        text: 'You are right to expect the date that we named. I am handing this to a colleague who can see the payment.',
        summary: 'Refund for {order} promised for Monday, still open, asked three times.',
        sentiment: 'angry',
      }),
    ],
    {
      raises: ['negative_feedback'],
      toPerson: [
        'Finally. So where is my money?',
        'Today? And why did nobody tell me that?',
        'Fine. Thank you, at least you gave me a straight answer.',
      ],
      person: [
        'Hello {name}, {operator} here. You are right, and I am sorry: the refund was approved and then nobody sent it.',
        'I have sent it this minute, € 164 to your card. Your bank shows it within two days.',
        'The return was booked under another number, so no e-mail went out. I have corrected that, it does not happen to you again.',
      ],
    },
  ),
  script(
    'cracked-shade',
    [
      customer('Hi, my Tern floor lamp arrived with a cracked shade.'),
      ai(
        'I am sorry. Please open My orders, choose Report damage and add one photo of the shade and one of the box; then we send a new one.',
      ),
      rates('down'),
      customer('The upload failed twice, order {order}. Can I please talk to a person?'),
      handoff({
        trigger: 'customer_request',
        text: 'Yes. I am passing this to a colleague; you need not upload anything again.',
        summary:
          'Tern floor lamp arrived with a cracked shade, photo upload failed twice ({order}). Wants it before Saturday.',
        sentiment: 'angry',
      }),
    ],
    {
      raises: ['thumbs_down', 'help_requested'],
      toPerson: [
        'Thank you! Will it come before the weekend?',
        'And what do I do with the broken one?',
        'Great, thanks for sorting it out so fast.',
      ],
      person: [
        'Hello, {operator} here. I see both failed uploads, no photo needed. A new shade is on its way.',
        'Yes. It leaves our warehouse tonight and arrives on Friday before 14:00.',
        'Keep it until the new one is there; then it goes into the glass collection, we do not need it back.',
      ],
    },
  ),
  script('exchange-colour', [
    customer('The Heron in brass is too shiny for our kitchen. Can I swap it for the black one?'),
    ai(
      'Yes: send the first lamp back and order the other one, so you do not wait for us. The black Heron costs the same, so we pay both shipments.',
    ),
    customer('So I pay twice for some days?'),
    ai('Yes, until the first lamp has reached us; then we refund it within ten working days.'),
    customer('OK that is fair enough.'),
  ]),
  script('missing-screws', [
    customer('There are no screws in the box of my Swift!'),
    ai('Please look under the foam at the bottom of the box first: screws and the ceiling hook are taped there.'),
    silence(25),
    customer('Haha, there they are. Sorry for bothering you.'),
    ai('No bother at all. Enjoy your new light.'),
    rates('up'),
  ]),
  script(
    'custom-cable-return',
    [
      customer('I want to return the pendant from {order}, the cable is too short after all'),
      ai(
        'A cable that was cut to length cannot be returned, unless it is faulty. The pendant itself can be returned within 30 days.',
      ),
      customer(
        'But I only chose 3 metres because your website suggested it! That is not fair, I am very disappointed with this shop.',
      ),
      ai('I see. You can return the pendant with its standard cable of 1.5 metres; only the cut cable stays with you.'),
      rates('down'),
      customer('That does not help me at all.'),
    ],
    {
      raises: ['negative_feedback', 'thumbs_down'],
      toPerson: [
        'Hi. The calculator on your page said 3 metres for a room of 2.60, that is simply wrong.',
        'You would do that? Then I take 4.5 metres please.',
        'That is very kind of you, thank you.',
      ],
      person: [
        'Hello {name}, {operator} from Lampwright. May I ask how you came to three metres?',
        'Then the mistake is ours. I send you a longer cable free of charge; how long shall it be?',
        'It is cut today and arrives within four working days. Please keep the short one as a spare.',
      ],
    },
  ),
  script('return-window', [
    customer('It is day 33 since my delivery. Am I too late to return a lamp?'),
    ai(
      'The 30 days count from delivery, so the time for {order} is over. If the lamp is faulty, the guarantee of five years holds all the same.',
    ),
    customer('Not faulty, I just prefer another one. No problem, my sister will take it.'),
    ai('A good home for it. If she needs the instructions, they are on the product page.'),
    customer('Thanks!'),
  ]),
  script('refund-timing', [
    customer('hi! sent my lamp back on monday, when do i get my money'),
    ai(
      'We refund within ten working days after the parcel has reached us, to the means of payment that you used. Cards can take two more days until the amount shows on your statement.',
    ),
    customer('and shipping?'),
    ai(
      'You get back the price of the lamp and the standard shipping costs. Express delivery and gift wrapping are not refunded.',
    ),
    customer('ok cool thx'),
  ]),
  script(
    'hurt-by-glass',
    [
      customer('The glass of my Swift broke in my hand while I was mounting it.'),
      ai('We replace what arrived broken. Please report the damage under My orders within 14 days, with a photo.'),
      customer('I am bleeding, and I do not want to fill in a form. I need to speak with a real person now.'),
      handoff({
        trigger: 'customer_request',
        text: 'Please take care of the cut first. I am passing this to a colleague at once.',
        summary: 'Glass of a Swift broke while mounting, the customer was hurt. Wants a person.',
        sentiment: 'angry',
      }),
      silence(40),
      customer('Hello? Anybody?'),
    ],
    {
      raises: ['help_requested'],
      toPerson: [
        'It is only a small cut, it has stopped. But this must not happen.',
        'Yes, a crack along the edge. I can see it on the pieces.',
        'Thank you for taking it seriously. Goodbye.',
      ],
      person: [
        'Hello {name}, {operator} here. Are you all right? Please see a doctor if the cut is deep; the lamp can wait.',
        'I agree. Did you see a crack in the glass before it broke?',
        'A new light leaves today, and I am having the whole batch checked. I will write to you what they find.',
      ],
    },
  ),
  script('broken-bulb', [
    customer('One of the two bulbs in {order} does not light up. Do you need it back?'),
    ai(
      'No. Bulbs have a guarantee of two years, I have put a new one on its way. The old one goes into the collection for electrical waste.',
    ),
    customer('That was quick, thank you'),
    rates('up'),
  ]),
  script(
    'return-cost',
    [
      customer('Why do I have to pay 7 euros for the return label? The page says returns are free'),
      ai('Returns are free in Belgium and the Netherlands; from other countries the label costs € 7.'),
      rates('down'),
      customer('The page that I read does not mention countries.'),
      ai('Thank you for telling us. The countries are listed under “Returns”, below the table.'),
      silence(30),
      customer('Well hidden then.'),
    ],
    {
      raises: ['thumbs_down'],
      toPerson: [
        'Hello. It is not about the seven euros, it is that the product page says “free returns” in big letters.',
        'That is decent of you. Thanks, bye.',
      ],
      person: [
        'Hello {name}, {operator} here. You are right, the banner on that page leaves the countries out.',
        'I have made your label free of charge, and the page is being corrected today.',
      ],
    },
  ),
]
