import { percentileOf } from '../../domain/percentile';
import type { Turn } from '../turn';

/** From 0 to 100 by chance, anew each time. It comes from the session alone, so a turn done again draws the same. */
export const drawn = (salt: string, turn: Turn): number => percentileOf(`${salt} ${turn.newId('command')}`);
