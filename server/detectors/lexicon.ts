import { phrases } from './phrases.ts'

/**
 * How a word or phrase feels, from -4 to 4, and whether it is said of the service (`complaint`: by itself enough to take notice), or
 * tells of a trouble or a mood (`trouble`: the reason why people write at all, no blame).
 */
export interface Feeling {
  readonly valence: number
  readonly kind: 'affect' | 'complaint' | 'trouble'
}

const words: Record<string, string> = {
  '-4': `fuck fucked fucks wtf bullshit shitty shit shite scam scammers scammed scammer thieves atrocious disgusting disgusted
    despicable abysmal horrendous appalling deplorable motherfucker asshole assholes cunt bastards bastard infuriating outrageous
    unforgivable abhorrent`,
  '-3': `terrible horrible awful worst pathetic useless unacceptable ridiculous furious livid incompetent incompetence
    garbage trash rubbish crap crappy sucks suck sucked dreadful disgrace disgraceful shameful shame liars liar lying lied idiot idiots
    idiotic stupid moron morons worthless disgust ripoff pissed outraged enraged joke nightmare disaster fiasco absurd insulting
    insult rude lousy horrid clowns incompetant horrific hideous vile repulsive bitch rage
    unprofessional inexcusable laughable crooks crook abused cruel`,
  '-2.5': `disappointed disappointing dissatisfied frustrated frustrating unhappy upset angry`,
  '-2': `bad worse hate hates hated hopeless shocking mad annoyed annoying frustration frustrates disappointment
    disappoints poor poorly unsatisfied unsatisfactory unhelpful inconvenient ashamed     mess ruined ruin ruins wasted waste misleading misled deceptive dishonest unfair unreliable ignored ignoring ignore
    careless negligent negligence sloppy shoddy shambles     dumb dull lame sucky     rip irritated irritating irritates aggravating unbelievable fuming dislike disliked         annoy flimsy defective
    flawed cheaply obnoxious arrogant ignorant clueless inept inferior embarrassing wtf     mistreated neglected screwed screwing screw bs`,
  '-1': `problem problems issue issues error errors wrong trouble troubles difficult difficulty hard slow delay delayed delays late cancelled
    canceled lost lose losing missing missed miss unable stuck confusing confused confuse complaint complaints complain complaining mistake
    mistakes refuse refused refuses denied damaged damage crash crashed crashes unfortunately sorry lack lacks lacking expensive overpriced
    sigh alas weird stranded unclear concern concerned concerns doubt noisy loud weak bug bugs buggy glitch glitches uncomfortable cold limited
    tough blame against sadness disturbing warning crisis scary injured injury ban banned risk`,
  '1': `ok okay fine better easy easily nicely interesting interested useful hope hopefully hoping fair works worked useful working ready fresh
    clean quick quickly fast safe smooth smoothly welcome pleased agree willing light simple clear sharp support comfortable fun
    favorite favourite cute cool haha lol free win winner winning won celebrate celebrating celebration strong solid relaxing smile smiling
    smiled recommend recommended helps kind honest`,
  '2': `good nice happy glad thanks thank thx thankyou ty great helpful appreciate appreciated enjoy enjoyed enjoying enjoys pleasant pleasure
    likes liked impressed impressive satisfied friendly excited exciting excite yay hooray congrats congratulations lovely sweet
    beautiful pretty sunny lucky proud blessed hero kudos props cheers grateful thankful friendly polite professional courteous fantastically
    gorgeous stunning hilarious funny fabulous elegant classy delicious yummy tasty handsome sexy charming adorable delight delighted
    delightful bonus treat hug hugs xoxo woohoo woo yayy`,
  '3': `love loved loves loving excellent amazing awesome fantastic wonderful perfect perfectly brilliant superb outstanding incredible
    best thrilled terrific marvelous marvellous exceptional phenomenal magnificent flawless stellar rocks ecstatic fabulous yes epic
    spectacular legendary lifesaver`,
}

// Sad, frightened, robbed, swearing: bad news, a bad day, but no word against the service.
const moods =
  `sick sad sadly hurt hurts hurting pain painful cry crying cried tears depressed depressing miserable lonely scared afraid terrified
  terrifying ugly nasty gross boring bored stolen steal stole exhausted tired die died dead death kill killed murder attack war terror bomb
  violence racist racism sexist corrupt threat threatened suffer suffering victim tragic tragedy worried worry worries worrying stress
  stressed stressful anxious evil fraud fraudulent robbed robbery smh ugh argh grr meh yuck eww ew boo fml damn damned goddamn
  fucking fuckin junk embarrassed fail fails failed failure failing broken fake cheat cheated cheating messed regret regrets traumatic abuse`.split(
    /\s+/,
  )

const troubles = new Set(words['-1']?.split(/\s+/))

export const feelings: ReadonlyMap<string, Feeling> = new Map([
  ...moods.map((word): [string, Feeling] => [word, { valence: -1.8, kind: 'trouble' }]),
  ...Object.entries(words)
    .sort(([one], [other]) => Math.abs(Number(one)) - Math.abs(Number(other)))
    .flatMap(([valence, list]) =>
      list
        .split(/\s+/)
        .map((word): [string, Feeling] => [
          word,
          { valence: Number(valence), kind: troubles.has(word) ? 'trouble' : 'affect' },
        ]),
    ),
  ...faces(-3, '😡 🤬 😠 💩 🖕 👿 😾'),
  ...faces(-2, '😤 😒 🙄 👎'),
  ...faces(-1.5, "😞 😢 😭 😩 😫 😖 😔 💔 ☹ 🙁 😣 😟 :( :-( =( :[ :/ :-/ :\\ :'(", 'trouble'),
  ...faces(
    2,
    '🙂 😊 👍 😀 😃 😄 😁 😎 👏 🙏 😉 😂 🎉 💪 🙌 💕 💖 💙 😆 😋 😘 🤗 ✨ :) :-) :D :-D =) ;) ;-) =D :p :P <3',
  ),
  ...faces(3, '😍 ❤ 🥰 🤩 💯'),
])

function faces(valence: number, list: string, kind: Feeling['kind'] = 'affect'): [string, Feeling][] {
  return list.split(' ').map((face) => [face.toLowerCase(), { valence, kind }])
}

const complaint = (valence: number): Feeling => ({ valence, kind: 'complaint' })
const affect = (valence: number): Feeling => ({ valence, kind: 'affect' })
const trouble = (valence: number): Feeling => ({ valence, kind: 'trouble' })

const classes = {
  service:
    'service services support company bot chatbot assistant app website site product system team airline bank store shop'.split(
      ' ',
    ),
  often:
    'second 2nd third 3rd fourth 4th fifth 5th sixth 6th tenth 10th hundredth 100th thousandth 1000th millionth umpteenth nth'.split(
      ' ',
    ),
  many: 'two three four five six seven eight nine ten twelve several many multiple countless 2 3 4 5 6 7 8 9 10 12 15 20 24 30 40 45 50 60 90'.split(
    ' ',
  ),
  long: 'minutes minute mins min hours hour hrs hr days day weeks week months month years times'.split(' '),
  nobody: 'nobody noone none'.split(' '),
  not: 'dont doesnt didnt wont cant cannot couldnt isnt arent wasnt wouldnt never not havent hasnt'.split(' '),
}

/** Idioms: what words do together that they do not do alone. They stand before the words that they are made of. */
export const findIdioms = phrases<Feeling>(
  [
    ['waste of my|our|your|everyones? time|money|space|energy', complaint(-3)],
    ['wasting|wasted my|our time|money|day|hours', complaint(-3)],
    [
      'this|that|what|its|youre|is a|an|some complete|total|absolute|utter|big|real|sick|bloody? joke|farce|scam|disgrace|nightmare|shambles|mess|ripoff',
      complaint(-3),
    ],
    ['are you kidding|joking|serious|fucking', complaint(-3)],
    ['you kidding|joking me', complaint(-3)],
    ['rip off', complaint(-3)],
    ['thanks|thank you? for nothing', complaint(-3)],
    ['for|the|my <often> time', complaint(-2)],
    ['<often> time i|ive|im', complaint(-2)],
    ['how many more? times do|must|will|should|am i|we', complaint(-2.5)],
    ['how much longer', complaint(-1.5)],
    ['asked|told|called|explained|emailed|written|said|contacted you|this|it|already? <many> times', complaint(-2)],
    ['fed up', complaint(-3)],
    ['sick and? tired? of', complaint(-3)],
    ['had enough', complaint(-2.5)],
    ['enough is enough', complaint(-3)],
    ['never again', complaint(-3)],
    [
      'never|not|wont use|using|buy|buying|order|ordering|fly|flying|shop|shopping|book|booking|recommend|come|coming|do|doing _? _? you|here|again|back|anymore|business',
      complaint(-3),
    ],
    ['avoid at all costs', complaint(-3)],
    ['fuck you|this|off|your', complaint(-4)],
    ['from hell', complaint(-3)],
    ['stupid question', affect(0)],
    ['garbage|rubbish|trash disposal|bin|can|bag|collection', affect(0)],
    ['what the hell|fuck|heck', complaint(-3)],
    ['what is|s|are|the wrong|hell with you|your', complaint(-3)],
    ['what a|an <service>|complete|total|absolute? joke|disgrace|mess|farce|shambles', complaint(-3)],
    ['makes|making no sense', complaint(-1.5)],
    ['no sense', complaint(-1)],
    ['no help', complaint(-2.5)],
    [
      'not|isnt|arent|wasnt|werent|havent|hasnt|werent been|being|very|really|at|all? helping|helpful|helped',
      complaint(-2.5),
    ],
    ['didnt|doesnt|dont|not help me|at|anything|much', complaint(-2)],
    ['good for nothing', complaint(-3)],
    ['not|isnt|wasnt|never good enough', complaint(-3)],
    ['not|isnt|wasnt what i|we asked|wanted|ordered|said|meant', complaint(-2)],
    ['expected|deserve better|more', complaint(-2)],
    ['you|they never answer|answered|listen|reply|respond|help|read|call|called', complaint(-2.5)],
    ['ruined|ruining|spoiled|spoilt my|our', complaint(-3)],
    ['worst case|part', affect(0)],
    ['not acceptable|ok|okay|happy|pleased|impressed|satisfied|cool|funny|amused|worth', complaint(-2.5)],
    ['not|isnt|arent|doesnt|dont <service>? work|works|working', trouble(-1)],
    ['<not> care about|for customers|your|us|me', complaint(-2.5)],
    ['<not> listen|listening|reading|read to? me|what|my', complaint(-2)],
    ['<not> <not>? understand|understanding anything|me|what|my|at', complaint(-1.5)],
    ['you <not>? <not> understand|listen|get', complaint(-1.5)],
    [
      '<nobody> answers|answered|answering|responds|responded|replied|replies|cares|helps|helped|picks|called|knows|is|has',
      complaint(-2.5),
    ],
    [
      'no one answers|answered|answering|responds|responded|replied|replies|cares|helps|helped|picks|called|knows|is|has|can|will',
      complaint(-2.5),
    ],
    [
      'no response|reply|answer|explanation|apology|communication|updates from|for|after|in|yet|since|to|at?',
      complaint(-2),
    ],
    ['never got|received|get|heard|arrived|called|responded|replied|answered|came|show|showed back?', complaint(-1.5)],
    ['still no|nothing|not|havent|hasnt|waiting|dont|cant|isnt|doesnt|wont', complaint(-1.5)],
    ['still has|have not', complaint(-1.5)],
    ['been|was|were|am|im|still waiting|on|holding hold? for|over|more? than? <many>? <long>', complaint(-2)],
    ['waited|waiting|hold|wait for|of|over|more|another? than? <many> plus? <long>', complaint(-2)],
    ['on hold', complaint(-2)],
    ['<many> <long> on|of hold|waiting', complaint(-2)],
    ['hung up on', complaint(-2.5)],
    ['hang|hanging|hangs up on', complaint(-2.5)],
    ['lost my|our|his|her|their luggage|bag|bags|order|package|parcel|baggage|money', complaint(-2)],
    ['charged|billed|debited twice|double', trouble(-1)],
    ['want|give my money back', complaint(-1.5)],
    ['stop wasting|lying|ignoring|sending|giving|repeating|charging|asking', complaint(-2.5)],
    ['keep|keeps saying|asking|repeating|telling|giving|sending|ignoring|charging', complaint(-2)],
    ['same answer|thing|response|question|crap over|again', complaint(-1.5)],
    ['over and over', complaint(-1.5)],
    ['do|get your job|act', complaint(-2.5)],
    ['how hard can|is|could it|this', complaint(-2.5)],
    ['how is this|that possible|acceptable|ok', complaint(-2)],
    ['fix this|it|your now|immediately|already|shit|app|site|website|system|bot', complaint(-1.5)],
    ['get it together', complaint(-2)],
    ['last straw', complaint(-3)],
    ['taking|take|taken my|our business', complaint(-2)],
    ['going|switching|moving elsewhere', complaint(-2)],
    ['switching|moving|going|switch to a? competitor|competitors', complaint(-2)],
    ['lost a customer', complaint(-3)],
    ['losing|lose a|my customer|customers|business', complaint(-2.5)],
    ['report you', complaint(-2.5)],
    ['sue you', complaint(-3)],
    ['lawyer|attorney|ombudsman', complaint(-1.5)],
    ['bad|poor|terrible|lousy <service>|experience|quality|customer|communication', complaint(-3)],
    ['customer service is|was|sucks|fail', complaint(-0.5)],
    ['do better', complaint(-2)],
    ['let down', complaint(-2)],
    ['ripped off', complaint(-3)],
    ['fell apart', complaint(-2)],
    ['falls apart', complaint(-2)],
    ['no idea', affect(-0.5)],
    ['too bad', affect(-0.5)],
    ['too late|slow|small|long|expensive|hard|heavy', affect(-1)],
    ['not even', trouble(-1.5)],
    ['my bad', affect(0)],

    ['no problem|problems|worries|trouble|issue|issues|complaints', affect(1)],
    ['not|isnt|wasnt too|that|so? bad', affect(0.8)],
    ['problem|issue solved|resolved|fixed', affect(1.5)],
    ['cant|cannot|can not wait', affect(2)],
    ['cant|cannot complain', affect(1.5)],
    ['could|couldnt not? be happier|better', affect(3)],
    ['cant|cannot thank you? enough', affect(3)],
    ['looking|look forward', affect(1.5)],
    ['well done', affect(2)],
    ['good|great|nice job|work|service', affect(2.5)],
    ['made my day', affect(3)],
    ['as hell', affect(0)],
    ['to death', affect(0)],
    ['no thanks|thank', affect(0)],
    ['thanks|thank but|anyway', affect(0)],
    ['good morning|evening|afternoon|day|night|luck', affect(0.7)],
    ['please|kindly advise|help', affect(0)],
    ['would|id be|have been? nice|great|good|better|helpful|appreciated', affect(0.2)],
    ['would|id like|love|appreciate', affect(0.5)],
    ['sorry to|for|about bother|interrupt|the|my', affect(0)],
    ['im sorry', affect(0)],
    ['best way|option|time|regards|price|western|buy', affect(0.3)],
    ['shut down|off', affect(-0.5)],
    ['pretty|so|really|very|super|mad much|good|well', affect(1.5)],
    ['pretty bad|sad|awful|terrible|upset|annoyed|frustrating|disappointed', affect(-2.5)],
    ['sick of', complaint(-2.5)],
    ['tired of', complaint(-2)],
    ['lost|stolen or|card|phone|wallet', trouble(-0.7)],
    ['dead|die battery', affect(-1)],
    ['hot mess', complaint(-2.5)],
    ['late fee|fees|payment|checkout', affect(-0.3)],
  ],
  classes,
)

/** How much the word before strengthens or weakens what is felt. */
export const strengths: ReadonlyMap<string, number> = new Map([
  ...'very really so too extremely absolutely completely totally utterly incredibly such truly super fucking bloody damn freaking beyond most insanely seriously especially quite deeply ever'
    .split(' ')
    .map((word): [string, number] => [word, 1.3]),
  ...'slightly somewhat bit little kinda kind sort sorta fairly rather mildly almost less barely hardly'
    .split(' ')
    .map((word): [string, number] => [word, 0.6]),
])

export const negations: ReadonlySet<string> = new Set(
  'not no never dont doesnt didnt wont cant cannot couldnt wouldnt shouldnt isnt arent wasnt werent aint without nothing neither nor hardly havent hasnt nobody'.split(
    ' ',
  ),
)
