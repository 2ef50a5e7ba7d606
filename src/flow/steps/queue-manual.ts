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
    nobody: 'no agent who could ever take the call was signed in',
    callback: 'the waiting flow has promised a call back (`callback`) and has come to its end',
    withdrawn: 'the wait was ended from outside of the flow',
  },
  notes: [
    'The talk is part of the step. What stands below runs when nobody was reached; after a talk the flow ends, or goes on at `on: { done: … }`, where a survey may stand.',
    'With `ring: true` a caller who is not answered yet hears it ring and pays nothing until the agent answers; networks give up such a call after a minute or three.',
    '`max_talk` ends a talk; its warning is heard by the caller. Keys of several digits wait `wait_next` for the next one.',
  ],
};
