import { measuresOf, per, type Measure } from './measure';
import { isClose, risesOf, toldWaits } from './told-wait';

const queue = measuresOf('queues');

/** What callers were told of their wait, beside what it was. */
export const toldMeasures: readonly Measure[] = [
  queue.visits(
    'waits_told',
    'Waits told',
    'how often callers were told how long it will take',
    ({ told: all }) => all.size,
  ),
  queue.visits(
    'waits_known',
    'Waits told and known',
    'of them those of callers who were answered: of the others nobody knows how long it would have taken',
    (visit) => toldWaits(visit).length,
  ),
  queue.visits(
    'waits_close',
    'Waits told closely',
    'of those known, where the real wait was within 20 % of what was told',
    (visit) => toldWaits(visit).filter(isClose).length,
  ),
  queue.visits(
    'wait_error_time',
    'Errors of the waits told',
    'real waits − those told, of those known: above zero it took longer',
    (visit) => toldWaits(visit).reduce((all, { errorMs }) => all + errorMs, 0),
    { unit: 'seconds' },
  ),
  queue.visits(
    'wait_rises',
    'Waits told that rose',
    'how often a caller was told more than the time before, though no fewer agents were at work; always 0',
    risesOf,
  ),
  queue.ratio('wait_error', 'Error of the waits told', 'seconds', 'errors ÷ waits told and known', (f) =>
    per(f('wait_error_time'), f('waits_known')),
  ),
  queue.ratio('wait_closeness', 'Waits told closely, share', 'share', 'told closely ÷ waits told and known', (f) =>
    per(f('waits_close'), f('waits_known')),
  ),
];
