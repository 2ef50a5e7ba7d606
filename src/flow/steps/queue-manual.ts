import type { StepManual } from '../step';

export const manual: StepManual = {
  group: 'reach',
  example: `hello:
  - queue:
      name: sales
      priority: "call.ani in lists.customers ? 50 : 0"
      max_wait: 5m
      caller_name: "call.ani in lists.customers ? 'Customer' : call.name"
      on: { done: goodbye }
  - play: office/nobody
  - hangup
goodbye:
  - play: office/goodbye
`,
  exits: {
    done: 'the agent has gone and the caller is still there; without a label the flow ends',
    timeout: 'the longest wait is over',
    closed: 'the schedule of the queue is not open, or has closed meanwhile (`at_closing: leave`)',
    full: 'as many callers as `max_waiting` were waiting already',
    nobody:
      'no agent who could ever take the call was signed in, or none who counts for `enter: { present: … }` of the queue',
    empty: 'no agent was there any more who counts for `leave: { present: … }` of the queue',
    overflow:
      'a condition of the queue (`enter: { unless: … }`, `leave: { when: … }`) is set for which `on` has no name',
    callback: 'the waiting flow has promised a call back (`callback`) and has come to its end',
    unknown: 'what `name_from` came to is none of the queues of `one_of`; the history says so',
    withdrawn: 'the wait was ended from outside of the flow',
  },
  notes: [
    'With `also` (or `queue: [sales, support]`) the caller has a place in each of these queues at once. The first agent of any takes the call, and the other places end with the reason `elsewhere`. Nobody is rung in two of them at one time. A queue that is full, closed or over in time loses its place only; the step is left by the reason of the last. The music is that of the first that is open, announcements are those of the first in which the caller has a place.',
    "`prefer` asks for agents by name before all others: who served the caller last (`last_agent('30d')`, or `last_agent('30d', 'sales')` of one queue), a personal manager, several in their order of wish. While one of them is at work they are waited for, at most `for`; then, or when none is at work, it goes as for any other caller. Whoever is preferred need not belong to the queue.",
    '`not` keeps agents from this call: `not: "call.ani in lists.not_to ? lists.not_to[call.ani].agents : \'\'"`, where the list has the callers and beside each the agents, separated by commas. Nobody else at work means waiting.',
    '`relax` stands in place of the steps of the queue: `relax: [{ after: 30s, skills: { sales: 20 } }]`. With `waits_since: call` the minutes in menus count as waiting; `max_wait`, tiers and `relax` still begin at the entry.',
    '`name_from` chooses the queue by an expression, a field of the customer say; `one_of` names all that it may come to, so that the check knows them: `queue: { name_from: customer.team, one_of: [sales, support], on: { unknown: nobody } }`.',
    'The talk is part of the step. What stands below runs when nobody was reached; after a talk the flow ends, or goes on at `on: { done: … }`, where a survey may stand.',
    'With `ring: true` a caller who is not answered yet hears it ring and pays nothing until the agent answers; networks give up such a call after a minute or three.',
    '`max_talk` ends a talk; its warning is heard by the caller. Keys of several digits wait `wait_next` for the next one.',
  ],
};
