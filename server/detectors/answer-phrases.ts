import { phrases } from './phrases.ts'

/**
 * What a sentence of a reply does. `lacks`: the AI does not know, find or understand. `refuses`: it will not or cannot act, which with a
 * reason is an answer. `refers`: it sends the customer elsewhere. `asks`: it asks for what it needs. `hands`: it passes the
 * conversation on. `courtesy`: apology, thanks, offers. `repeat`: it asks to hear the same again.
 */
export type Move = 'lacks' | 'refuses' | 'refers' | 'asks' | 'hands' | 'courtesy' | 'reason' | 'repeat'

const list = (words: string) => words.split(/\s+/)

const classes = {
  softly: list(
    'really currently unfortunately actually just simply still also not yet always even directly presently afraid personally fully quite at the moment this time',
  ),
  know: list(`find locate answer determine understand access see retrieve tell know identify verify confirm check look say comment speak
    pull view interpret recognize recognise advise respond seem`),
  act: list(
    'provide give share offer address discuss elaborate remove add help assist do support complete handle fulfill fulfil resolve perform proceed process cancel change modify update make issue book refund',
  ),
  cannot: list('cant cannot couldnt'),
  lore: list(`information info data details detail answer answers knowledge records record access insight insights specifics documentation
    visibility means content material article articles results result context training experience ability`),
  kind: list(`any the that this enough specific sufficient relevant further more such additional detailed real-time current up-to-date your
    a an to about exact available precise live personal internal necessary required direct reliable account much ability right access of`),
  place:
    list(`support team customer service care us agent agents representative representatives department provider manufacturer bank website
    site page documentation docs faq faqs administrator admin store specialist advisor staff office helpdesk desk line hotline human person
    colleague operator expert professional someone carrier center centre branch seller vendor billing sales supplier merchant company airline hotel`),
  our: list(`our the your a an us my with to directly customer support live human service local technical sales billing relevant
    appropriate official dedicated account of help one qualified out via at and`),
}

/** The moves in the words of a reply. */
export const findMoves = phrases<Move>(
  [
    ['i|we dont|havent|didnt <softly>* have|find|know|possess <kind>* <lore>', 'lacks'],
    ['i|we do|did not <softly>* have|find|know|possess <kind>* <lore>', 'lacks'],
    ['i|we have|found no <kind>* <lore>', 'lacks'],
    ['i|we lack <kind>* <lore>', 'lacks'],
    ['dont have <kind>* information|info|data|details|answer', 'lacks'],
    ['i <softly>* dont <softly>* know|understand', 'lacks'],
    ['i <softly>* do|did not <softly>* know|understand|get|catch|recognize|recognise', 'lacks'],
    ['i <softly>* didnt <softly>* understand|get|catch|recognize|recognise|find|quite', 'lacks'],
    ['im|am <softly>* not sure|certain|aware|familiar|clear', 'lacks'],
    ['im|am <softly>* unsure|unaware', 'lacks'],
    ['i|we <softly>* <cannot> <softly>* <know>', 'lacks'],
    ['i|we <softly>* <cannot> <softly>* provide|give|share|offer you? <kind>* <lore>', 'lacks'],
    ['unable to provide|give|share|offer you? <kind>* <lore>', 'lacks'],
    ['not able to provide|give|share|offer you? <kind>* <lore>', 'lacks'],
    ['i|we <softly>* could|can|was|were not <softly>* <know>', 'lacks'],
    ['im|am|was|were|are|be <softly>* unable to <softly>* <know>', 'lacks'],
    ['im|am|was|were|are|be <softly>* not <softly>* able to <softly>* <know>', 'lacks'],
    ['wasnt|werent|arent|not|wont <softly>* be? able to <softly>* <know>', 'lacks'],
    ['cant <know>', 'lacks'],
    ['unable|failed to find|locate|answer|understand|retrieve|determine', 'lacks'],
    ['im|am having trouble|difficulty|difficulties|issues|problems', 'lacks'],
    [
      'there is|was|are|isnt|wasnt no|not? <kind>* information|info|data|answer|documentation|article|mention|results',
      'lacks',
    ],
    ['theres no|not <kind>* information|info|data|answer|documentation|article|mention|results', 'lacks'],
    [
      'no <kind>* information|info|answer|results|data|articles|documentation|matches is|are|was|were|found|available|on|about|for|could',
      'lacks',
    ],
    [
      'beyond|outside|exceeds|past of? my|the|our current? scope|knowledge|capabilities|capability|abilities|ability|expertise|area|training|understanding|control|reach',
      'lacks',
    ],
    ['out of my scope|knowledge|expertise|hands|control|depth', 'lacks'],
    ['out of scope', 'lacks'],
    ['outside of? what i|we', 'lacks'],
    ['all|only the? information|info|details i|we have', 'lacks'],
    ['isnt|not available|known|accessible|clear to me', 'lacks'],
    ['too specific|complex|complicated|technical|detailed for me', 'lacks'],
    ['isnt|not something|anything thats? that? i|we|im|were', 'lacks'],
    [
      'not <softly>* covered|mentioned|included|specified|listed|addressed|documented|contained|available|found|present in|by|within my|the|our',
      'lacks',
    ],
    [
      'does|do|did not <softly>* contain|mention|include|cover|specify|address|provide|say <kind>* <lore>|anything|that|this|it|your|how|what|whether',
      'lacks',
    ],
    [
      'doesnt|dont <softly>* contain|mention|include|cover|specify|address|say <kind>* <lore>|anything|that|this|it|your|how|what|whether',
      'lacks',
    ],
    ['something|somethings went|gone wrong', 'lacks'],
    ['as an ai|artificial language? model|assistant|intelligence', 'lacks'],
    ['my knowledge|training|data|information is|only|does|ends|was limited|goes|not|up', 'lacks'],
    ['knowledge base', 'lacks'],
    ['wish i could|had', 'lacks'],
    ['no idea|clue', 'lacks'],
    ['not trained|equipped|programmed|designed|configured|set on|to|for|up|with', 'lacks'],
    ['hard|difficult for me to say|tell|know|answer', 'lacks'],

    ['i|we <softly>* <cannot>|wont|couldnt <softly>* be? able? to? <softly>* <act>', 'refuses'],
    ['i|we <softly>* could|can|will|was not <softly>* be? able? to? <softly>* <act>', 'refuses'],
    ['im|am|was|are <softly>* unable to <softly>* <act>', 'refuses'],
    [
      'im|am|was|are|wasnt|arent not <softly>* able|authorized|authorised|allowed|permitted to <softly>* <act>',
      'refuses',
    ],
    ['can|could only assist|help|answer|provide|handle|discuss', 'refuses'],
    [
      'i dont <softly>* have the|an|any? ability|access|option|authority|permission|tools|capability|way|means to',
      'refuses',
    ],
    [
      'i do not <softly>* have the|an|any? ability|access|option|authority|permission|tools|capability|way|means to',
      'refuses',
    ],
    ['nothing more|else? i|we can do', 'refuses'],
    ['am|im only able|trained to answer|help|assist|discuss', 'refuses'],
    ['question|request could|can not be answered|processed|completed', 'lacks'],
    ['question|request couldnt|cant|cannot be answered|processed|completed', 'lacks'],

    ['rephrase|rephrasing|reword|rewording', 'repeat'],
    ['try asking', 'repeat'],
    ['ask in|it another|a different|differently way?', 'repeat'],
    ['say|put that|it again|differently|another', 'repeat'],

    ['contact|contacting <our>* <place>', 'refers'],
    ['reach|reaching out? to? <our>* <place>', 'refers'],
    ['get|getting in touch with <our>* <place>', 'refers'],
    ['call|calling|email|emailing|phone <our>* <place>', 'refers'],
    ['speak|speaking|talk|talking|check|checking|consult|consulting|inquire with|to <our>* <place>', 'refers'],
    ['consult|consulting|ask|asking <our>* <place>', 'refers'],
    [
      'visit|visiting|see|check|checking|refer|browse|browsing|consult|consulting|search to? <our>* website|site|page|faq|faqs|documentation|docs|center|centre|section|resources|terms',
      'refers',
    ],
    ['on|at <our>* website|site|faq|page', 'refers'],
    [
      'they|who|team|agent|agents|specialist|specialists|representative can|could|may|might|will|would better|be|further? able|best|happy|glad? to? help|assist|advise|placed',
      'refers',
    ],

    [
      'could|can|would|will you please|kindly? provide|share|tell|give|confirm|clarify|specify|let|send|describe|explain|elaborate|double-check|verify|check|try|supply',
      'asks',
    ],
    [
      'please|kindly provide|share|tell|give|confirm|clarify|specify|send|describe|explain|elaborate|supply|enter|reply|double',
      'asks',
    ],
    ['if you can|could|would provide|share|tell|give|send|describe', 'asks'],
    ['i|we|ill need|require your|the|a|an|some|more|to|both|further', 'asks'],
    ['may|can i|we have|know|get|ask', 'asks'],
    ['do you mean|have|want|know', 'asks'],
    ['did you mean', 'asks'],
    ['are you asking|referring|looking|trying|using', 'asks'],
    ['kindly|please request', 'asks'],
    ['i kindly request', 'asks'],

    ['sorry|apologies|apologize|apologise', 'courtesy'],
    ['thank|thanks|appreciate', 'courtesy'],
    ['anything|something else', 'courtesy'],
    ['let me|us know', 'courtesy'],
    ['transfer|connect|escalate|pass|forward|redirect|route|hand you|this|your|it', 'hands'],
    ['if you have|need any|further|other|more|additional', 'courtesy'],
    ['happy|glad|here|delighted|pleased to help|assist', 'courtesy'],
    ['how can|may|else can|may? i', 'courtesy'],
    [
      'i|we completely|fully|totally|truly? understand|realize|realise|recognize|see|hear|know how|that|your|the|you|this|it|youre',
      'courtesy',
    ],
    ['i <cannot> imagine', 'courtesy'],
    ['feel free', 'courtesy'],
    ['have a great|nice|good|lovely|wonderful', 'courtesy'],
    ['inconvenience|patience|understanding|frustration|confusion', 'courtesy'],
    ['great|good|interesting question', 'courtesy'],
    ['hello|hi|hey|dear', 'courtesy'],

    [
      'because|since|due|policy|policies|eligible|eligibility|nonrefundable|non-refundable|rules|strict|limitation|constraints|refundable|requires|unless|expired|until|within|past',
      'reason',
    ],
    ['only available|valid|allowed|possible|refundable|for|if|when|after|before|once', 'reason'],
    ['already been|shipped|used|processed|cancelled|canceled', 'reason'],
    ['to protect|keep|ensure', 'reason'],
    ['for security|privacy|safety|legal', 'reason'],
  ],
  classes,
)
