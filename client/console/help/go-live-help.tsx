import { KeyList } from '../../ui/keyboard.tsx'
import './help.css'
import { Chapter, Term, Terms } from './parts.tsx'

/** Help for Go Live, inside the screen. Its tips are those of seeds/001 (Live Operator Mode) that this screen can have. */
export function GoLiveHelp() {
  return (
    <article class="help-text">
      <p>
        While you are Live, conversations are offered to you: those that wait for a person, and new ones where a service
        says so. You accept what you can take; what you do not answer moves on to the next one.
      </p>
      <Chapter id="help-going-live" title="Going Live">
        <p>
          Choose the services that you handle. Only services of your operator groups are here; in no group you see every
          one. Say how many conversations you can hold at once, and which languages and skills you have: some services
          need one.
        </p>
        <Terms>
          <Term sign="Live">You are offered conversations as long as you have room, within your working hours.</Term>
          <Term sign="Away">You keep what you hold, and are offered nothing.</Term>
          <Term sign="Wrap-up">The same, for finishing what you hold.</Term>
        </Terms>
      </Chapter>
      <Chapter id="help-offers" title="Offers">
        <p>
          An offer stands at the bottom right of every page, with the time that is left. Accepting is taking over:
          whoever is first has the conversation. Who let one pass is not asked about it again before they went away and
          came back.
        </p>
      </Chapter>
      <Chapter id="help-lost-line" title="When your line is lost">
        <p>
          A tab in the background keeps you Live. When your browser is not heard for 75 seconds your conversations are
          shown as at risk; two minutes later, or half a minute where the customer waits for an answer, they are
          released, stay paused, and are offered to you first when you are back.
        </p>
      </Chapter>
      <Chapter id="help-complete" title="Complete">
        <Terms>
          <Term sign="Resume AI">The AI answers from the next customer message.</Term>
          <Term sign="Resolve">The session ends.</Term>
          <Term sign="Transfer">A teammate has it, with all that was written.</Term>
        </Terms>
      </Chapter>
      <Chapter id="help-nobody" title="When nobody is live">
        <p>
          The AI handles conversations as usual. Where a customer asks for a person it says honestly that nobody can
          join now, and when somebody works again, as your schedules tell.
        </p>
      </Chapter>
      <Chapter id="help-keys" title="Keyboard">
        <KeyList
          shortcuts={[
            { keys: ['Y'], does: 'Accept the offer' },
            { keys: ['X'], does: 'Decline the offer' },
            { keys: ['G'], next: ['L'], does: 'Go Live' },
          ]}
        />
      </Chapter>
    </article>
  )
}
