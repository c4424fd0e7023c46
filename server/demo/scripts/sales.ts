import { ai, customer, handoff, rates, scriptsOf, silence } from '../script.ts'

const script = scriptsOf('Sales')

export const sales = [
  script(
    'hotel-corridor',
    [
      customer('Trade price for forty wall lights in a hotel corridor?'),
      ai(
        'From twenty pieces the trade price is 18 % lower: forty Swift wall lights come to € 3,214.40. A corridor is lit evenly when you hang one every two metres, 1.7 m above the floor.',
      ),
      customer('And delivered in two lots, twenty now and twenty in January?'),
      ai('That is possible. For an offer we need a name and an e-mail address.'),
      customer('I would like to speak with your sales manager about the conditions.'),
      handoff({
        trigger: 'customer_request',
        text: 'Gladly. I am passing this to a colleague of the trade team.',
        summary: 'Hotel wants forty Swift in two lots (now, January) and asks for the sales manager about conditions.',
        sentiment: 'happy',
      }),
    ],
    {
      raises: ['help_requested'],
      toPerson: [
        'Good morning. It is the Hotel Aurel, two corridors of forty metres.',
        'Payment in 30 days would be important to us.',
        'Then please send the offer, we decide this week. Thank you!',
      ],
      person: [
        'Good morning {name}, {operator} from the trade team. Which building is it for?',
        'Forty pieces fit exactly. Is there anything beside the price that matters to you?',
        'Thirty days are fine from the second order on, for the first lot it is fourteen. The offer reaches you within the hour.',
      ],
    },
  ),
  script('walnut-stock', [
    customer('Is the walnut desk lamp back in stock in December?'),
    ai(
      'The Wren in walnut is made in small batches, the next one is due in December. Choose “Tell me” on the product page, and you get one e-mail when it can be ordered.',
    ),
    customer('Does that reserve one for me?'),
    ai('No, it reserves nothing. Last time the batch lasted for nine days.'),
    customer('Alright, I signed up.'),
  ]),
  script('colour-temperature', [
    customer('What is the colour temperature of the Heron spots?'),
    ai(
      'The Heron spots can be set from 2,200 to 4,000 kelvin in the app. All our other lamps come with 2,700 kelvin, a warm white.',
    ),
    customer('And the colour rendering?'),
    ai('CRI 95 for the spots, CRI 92 for the rest of the collection.'),
    customer('Excellent, that is what I need for the studio.'),
    rates('up'),
  ]),
  script('gift-wrapping', [
    customer('Gift wrapping for two table lamps, and a card'),
    ai(
      'Gift wrapping costs € 4 for each lamp, with a card on which we print up to 200 characters. Choose it in the basket. The invoice then goes by e-mail only.',
    ),
    customer('Two different cards?'),
    ai('Yes, each lamp has its own field for the card.'),
    customer('Wonderful, thank you so much'),
    rates('up'),
  ]),
  script('long-cable', [
    customer('Do you ship pendant cables longer than three metres?'),
    ai(
      'Yes, we cut cables to any length up to six metres for € 9 a metre; write the length in the note of your order. Cut cables cannot be returned.',
    ),
    customer('5.20 then. The ceiling is high!'),
    ai('For that height I would take the Heron in the large size. Its light stays glare-free from below.'),
    customer('I will have a look'),
  ]),
  script('dining-table', [
    customer('How high should a lamp hang above a dining table? The table is 2 metres long'),
    ai(
      'The Heron hangs best 60 to 70 cm above the table. Above a table longer than 1.6 m use two, each a quarter of the length from its end.',
    ),
    silence(15),
    customer('So two Herons, 50 cm from each end. Is there a discount for two?'),
    ai('Not for two pieces; the trade price begins with twenty. Shipping is free.'),
    customer('Haha no, I do not have that many tables. Ordering two.'),
  ]),
  script('bathroom-light', [
    customer('Which of your lights can I use in a bathroom?'),
    ai('Only the Swift: it has protection class IP44 and may hang 60 cm or more from the shower.'),
    customer('Above the mirror, 1 m from the shower. Fine?'),
    ai('Yes, that is far enough.'),
    customer('thanks'),
  ]),
  script('sloping-ceiling', [
    customer('We have a sloping ceiling in the attic, will a pendant hang straight?'),
    ai('With the tilting cup, part H-7 for € 14, it does: it holds a pendant straight at up to 45 degrees.'),
    customer('Ours is 38, so yes. Is it in the same colour as the lamp?'),
    ai('It comes in white, black and brass, like the Heron.'),
    customer('Great!'),
    rates('up'),
  ]),
  script(
    'architect-dali',
    [
      customer('We are architects. Can the Heron be controlled by DALI?'),
      ai('I’m afraid I don’t have information about that.'),
      customer('And 0–10 V?'),
      ai('I’m sorry, I could not find an answer to that either.'),
      silence(25),
      customer('It is for a library with 60 pendants, so I would like a proper answer.'),
      handoff({
        trigger: 'automatic',
        text: 'That deserves somebody who knows the drivers. I am handing this conversation over.',
        summary: 'Architects ask whether the Heron can be controlled by DALI or 0–10 V, 60 pieces for a library.',
        sentiment: 'neutral',
      }),
    ],
    {
      raises: ['non_answer'],
      toPerson: [
        'Hello, yes: DALI-2, broadcast is enough.',
        'What would be the delivery time for sixty?',
        'Good. Please send the data sheet, then we put it into the tender. Thanks!',
      ],
      person: [
        'Hello {name}, {operator} here, I look after projects. Do you need DALI with addresses, or is broadcast enough?',
        'Then our driver D-24 fits into the canopy of the Heron, € 38 more for each pendant.',
        'Six weeks from the order, because of the drivers. In lots we can begin after three.',
      ],
    },
  ),
  script(
    'price-changed',
    [
      customer('The Tern was 269 yesterday and is 289 today??'),
      ai('The Tern floor lamp costs € 289.'),
      rates('down'),
      customer('That is not an answer. I had it in my basket at 269 last night.'),
      ai('A basket is kept for seven days; prices are those of the day of the order.'),
      customer('Really poor. I feel cheated.'),
    ],
    {
      raises: ['thumbs_down', 'negative_feedback'],
      toPerson: [
        'Hello. It is about the 20 euros, but also about the way.',
        'That is generous, I order it right now.',
        'Ordered. Thanks, and sorry for being grumpy.',
      ],
      person: [
        'Hello {name}, {operator} from Lampwright. I understand that the new price came as a surprise.',
        'The price changed at midnight. I have put 269 back into your basket, it holds until tomorrow evening.',
        'No need to be sorry. Enjoy the Tern.',
      ],
    },
  ),
  script('reading-lamp', [
    customer('I read a lot in my armchair in the evening, what do you recommend?'),
    ai(
      'For an armchair take the Tern floor lamp, € 289: it leans where you read and gives 1,050 lumens. A reading place wants 500 or more.',
    ),
    customer('Is there something smaller?'),
    ai('On a side table the Wren does well, € 119, with 560 lumens and a head that turns.'),
    customer('The Wren it is. Thanks for the advice'),
    rates('up'),
  ]),
  script('showroom', [
    customer('Can I see the lamps somewhere before I buy?'),
    ai(
      'Yes, in our showroom in Ghent, open from Tuesday to Saturday, 10:00 to 18:00. All lamps hang there, and small parts can be taken along.',
    ),
    customer('Parking?'),
    ai('The car park Vrijdagmarkt is five minutes on foot.'),
    customer('See you on Saturday!'),
  ]),
  script(
    'wedding-deadline',
    [
      customer('I need 25 table lamps for a wedding in ten days, can you make it?'),
      ai(
        'From twenty pieces the trade price is 18 % lower. For an offer we need the model, the number of pieces, a name and an e-mail address.',
      ),
      customer('Price is not my problem, the date is. Can you guarantee ten days or not?'),
      ai('Unfortunately, I can’t answer that.'),
      silence(15),
      customer('Then please connect me to somebody who can.'),
      handoff({
        trigger: 'customer_request',
        text: 'I am asking a colleague of the trade team to join.',
        summary: '25 table lamps for a wedding in ten days; needs a binding date rather than a price.',
        sentiment: 'neutral',
      }),
    ],
    {
      raises: ['non_answer', 'help_requested'],
      toPerson: [
        'Hi! The Wren in black, 25 pieces, to Lyon.',
        'The 14th would be perfect. Can you put that in writing?',
        'You are wonderful. Talk soon!',
      ],
      person: [
        'Hello {name}, {operator} here. Which lamp, and where does it have to be?',
        'We have 31 in black. If you order today they are with you on the 14th.',
        'Of course, it stands in the confirmation of the order. Congratulations to the couple!',
      ],
    },
  ),
  script('guarantee', [
    customer('How long is the guarantee on your lamps?'),
    ai('Five years on every lamp, two on bulbs and batteries. Keep the order number, it is all that we need.'),
    customer('Also if I bought it as a gift for someone?'),
    ai('Yes, whoever has the order number can use it.'),
    rates('up'),
  ]),
]
