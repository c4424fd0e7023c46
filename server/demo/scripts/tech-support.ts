import { ai, customer, handoff, rates, scriptsOf, silence } from '../script.ts'

const script = scriptsOf('Tech Support')

export const techSupport = [
  script(
    'three-red-lights',
    [
      customer('Bridge shows three red lights after last night’s update'),
      ai('Have you tried a restart?'),
      rates('down'),
      customer('Yes, four times. Unplugged it, router too. Nothing.'),
      ai(
        'Three red lights mean that an update was interrupted. Unplug the bridge and wait 30 seconds, hold the button on its back and plug it in again, then let go when the first light blinks white. It takes ten minutes.',
      ),
      silence(45),
      customer('It never blinks white.'),
    ],
    {
      raises: ['thumbs_down'],
      toPerson: [
        'Hi, serial ends in 7K2. It is the second one in a year by the way.',
        'Will my scenes be gone with the new one?',
        'OK good. Thanks for the quick replacement.',
      ],
      person: [
        'Hello {name}, {operator} from technical support. Could you give me the last characters of the serial number?',
        'That series had a bad flash chip. I am sending you a new bridge today, without any charge.',
        'No: choose “Move from another bridge” in the app before you unplug the old one, and everything comes along.',
      ],
    },
  ),
  script('pair-new-lamp', [
    customer('How do I pair a new Heron with the bridge?'),
    ai(
      'Switch the lamp on and keep it within five metres of the bridge. In the Lampwright app choose Add lamp, press the button on the bridge, and wait until the lamp blinks twice. Pairing mode lasts two minutes.',
    ),
    silence(20),
    customer('It blinked, but the app calls it “Lamp 7”'),
    ai('Hold its tile in the app and choose Rename. The name is used by voice assistants too.'),
    customer('Done, it is “Kitchen” now. Thanks!'),
    rates('up'),
  ]),
  script('pairing-too-short', [
    customer('Pairing mode ends before I reach the fuse box'),
    ai(
      'It can be made longer: in the app choose Settings, then Bridge, then Long pairing. It then lasts fifteen minutes, long enough to walk to the fuse box.',
    ),
    customer('Did not know that. Trying now'),
    silence(30),
    customer('All four spots are in. You are a star'),
    rates('up'),
  ]),
  script(
    'spots-drop-off',
    [
      customer('Two of six spots drop off the network every evening'),
      ai(
        'Most often another radio is in the way. Keep the bridge at least one metre from the router, and choose Settings, then Bridge, then Change channel. The lamps follow within an hour.',
      ),
      customer('Bridge is in another room than the router, and I changed the channel twice already.'),
      ai(
        'Each mains-powered lamp passes the signal on for about eight metres. Put one lamp halfway, or use the plug-in repeater.',
      ),
      customer('There is a lamp halfway. It only happens after 20:00.'),
      ai('I’m sorry, I do not know why that happens.'),
      silence(20),
      customer('Can somebody look at the logs of my bridge?'),
      handoff({
        trigger: 'automatic',
        text: 'A colleague can read the bridge’s log with your consent. I am handing this conversation over.',
        summary:
          'Two of six spots drop off every evening after 20:00; channel changed twice, distance ruled out. Logs needed.',
        sentiment: 'neutral',
      }),
    ],
    {
      raises: ['non_answer'],
      toPerson: [
        'Yes, you may read the log. The bridge is online.',
        'Oh. The baby monitor! It goes on at eight.',
        'That must be it. Brilliant, thank you!',
      ],
      person: [
        'Hello {name}, {operator} here. May I read the log of your bridge from the last two evenings?',
        'Every day at 20:02 the band is flooded for hours. Do you switch something on at that time?',
        'Then put the monitor on another channel, or the bridge on channel 25. One of the two ends it.',
      ],
    },
  ),
  script('dimmer-hums', [
    customer('My wall dimmer hums when the Tern is at a low level'),
    ai(
      'A hum at a low level comes from a dimmer that expects more watts. Set its lowest level a little higher: turn the small screw beside the knob clockwise until the hum stops.',
    ),
    customer('I found the screw. Quarter of a turn and silence.'),
    ai('That is all it needs. If it comes back, trailing-edge dimmers are the quietest with our lamps.'),
    customer('Good to know, thanks'),
  ]),
  script(
    'staircase-dimmer',
    [
      customer('Which of your dimmers work with a two-way staircase circuit?'),
      ai('I don’t have that information.'),
      silence(30),
      customer('Is there a data sheet at least?'),
      ai('Sorry, I couldn’t find anything about that.'),
    ],
    {
      raises: ['non_answer'],
      toPerson: [
        'Hello! Two switches, one at each end, and I want to dim from both.',
        'Got it, one of each then. Thank you!',
      ],
      person: [
        'Hello {name}, {operator} from technical support. Do you want to dim from both ends, or only switch?',
        'Then take the D-2 at one end and its companion switch at the other; two D-2 would fight each other. The data sheet is in your mailbox.',
      ],
    },
  ),
  script('flicker', [
    customer('My lights flicker when dimmed below 10 %'),
    ai(
      'Check first that the bulb is marked as dimmable. If it is, update it in the app under Settings, then Lamps: firmware 2.4 removed a flicker below 10 %.',
    ),
    silence(25),
    customer('It was on 2.1. After the update it is steady.'),
    ai('Very good. Updates can also run by themselves at night: Settings, then Lamps, then Automatic.'),
    rates('up'),
  ]),
  script(
    'wiped-scenes',
    [
      customer('I did what your bot said and now all my scenes are gone'),
      ai('A factory reset removes all lamps, scenes and automations. They have to be set up again.'),
      customer('WHAT? You told me to “reset” it! 40 scenes, weeks of work. This is unacceptable, I am furious.'),
      ai('I am sorry that this was not clear. A restart would have kept everything.'),
      rates('down'),
      customer('Useless. I want to talk to a human, now.'),
      handoff({
        trigger: 'customer_request',
        text: 'I understand. I am bringing a colleague in.',
        summary: 'Did a factory reset after an unclear answer and lost 40 scenes. Furious, wants a person.',
        sentiment: 'angry',
      }),
    ],
    {
      raises: ['negative_feedback', 'thumbs_down', 'help_requested'],
      toPerson: [
        'I want my scenes back, that is all.',
        'A backup? Nobody told me that the app makes backups! Please restore it.',
        'They are back, all of them. Thank you, really.',
      ],
      person: [
        'Hello {name}, {operator} here. That answer was wrong and I am sorry. Let us see what can be brought back.',
        'Your phone keeps the last state of the bridge for seven days. If you agree, I restore the one from yesterday, 23:10.',
        'Restoring takes about three minutes; please keep the app open.',
      ],
    },
  ),
  script('sunset', [
    customer('can the garden lights switch on by themselves at sunset?'),
    ai(
      'Yes. In the app choose Automations, then New, then Sunset, and pick the lamps. The bridge runs automations itself, also without the internet.',
    ),
    customer('and off at 23:00?'),
    ai('Add a second automation with a time instead of Sunset, and “Off”.'),
    customer('works :)'),
    rates('up'),
  ]),
  script('voice-assistant', [
    customer('Does it work with Apple Home? I have only the bridge, no hub.'),
    ai(
      'Yes. The bridge speaks Matter, so it works with Apple Home, Google Home and Amazon Alexa. In the Lampwright app choose Settings, then Matter, and scan the code that it shows with the other app.',
    ),
    silence(35),
    customer('All nine lamps showed up at once. Nice!'),
    ai('Names and rooms come along. Scenes stay in the Lampwright app.'),
  ]),
  script('forgotten-password', [
    customer('I forgot the password of my Lampwright account and the mail does not come'),
    ai(
      'The link that we send works for one hour. Please look into the spam folder too, and check that the address is the one of your orders.',
    ),
    customer('It was in the spam folder. I am in.'),
    ai('Good. You can mark the sender as safe, then it arrives at once next time.'),
    customer('Thank you.'),
  ]),
  script(
    'burning-smell',
    [
      customer('One of my Wren lamps smells burnt after an hour'),
      handoff({
        trigger: 'automatic',
        text: 'Please unplug the lamp and do not use it again. I am handing this to a colleague of the technical team.',
        summary: 'A Wren smells burnt after an hour of use. Told to unplug it. Safety matter.',
        sentiment: 'neutral',
      }),
      silence(30),
      customer('Unplugged. Is this dangerous? Should I worry about the other one?'),
    ],
    {
      toPerson: [
        'The label says W-12, week 31.',
        'The other one says week 44.',
        'Okay, I will wait for the parcel. Thanks for calling it what it is.',
      ],
      person: [
        'Hello {name}, {operator} here. Thank you for unplugging it. Which week stands on the label under the foot?',
        'And on the other lamp?',
        'Week 44 is fine, week 31 had a bad driver. A new one leaves today and the courier takes the old one along.',
      ],
    },
  ),
  script(
    'same-answer-again',
    [
      customer('App says “bridge not found” since this morning'),
      ai(
        'The bridge has no connection to the internet. Check the network cable, then restart the router and wait three minutes.',
      ),
      customer('Did that. Cable is fine, the internet works.'),
      ai('Check the network cable, then restart the router and wait three minutes.'),
      customer('You are just repeating yourself. This is useless and I am losing my patience!'),
      silence(20),
      ai('Your phone must be in the same network as the bridge while you set it up. Is it in a guest network?'),
      customer('No guest network.'),
    ],
    {
      raises: ['negative_feedback'],
      toPerson: [
        'Hi. One steady red light, and the port light on the router is off.',
        'Port 3 works! It was the socket of the router.',
        'Thanks {operator}, that took you two minutes.',
      ],
      person: [
        'Hello {name}, {operator} from technical support. What does the bridge show, and is there a light at its port on the router?',
        'Then the router does not see it at all. Please put the cable into another port.',
        'Glad it works. I have noted it, so that you get this answer first next time.',
      ],
    },
  ),
  script('range-of-brightness', [
    customer('The night light is too bright for the nursery even at 1 %'),
    ai('In the app hold the lamp’s tile, choose Range and move the left handle. Wall switches obey the same range.'),
    customer('Ahh much better. Baby sleeps.'),
    ai('Then good night to all of you.'),
    rates('up'),
  ]),
]
