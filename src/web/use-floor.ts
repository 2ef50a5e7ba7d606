import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { CallRow } from '../engine/ports/history';
import type { AgentRulesView } from '../engine/agent-views';
import type { AgentView, CallView, QueueView } from '../engine/use-cases';
import { ApiError, type Api } from './api';
import { followFeed } from './feed';

export interface Floor {
  readonly agents: readonly AgentView[];
  readonly queues: readonly QueueView[];
  readonly calls: readonly CallView[];
  readonly rules: AgentRulesView;
  /** `undefined` while the history has not answered, and why. */
  readonly history: readonly CallRow[] | undefined;
  readonly historyError: unknown;
  /** The node's clock when this was so, and ours: timers go by the node's. */
  readonly at: number;
  readonly takenAt: number;
}

export interface FloorLink {
  readonly floor: Floor | undefined;
  readonly connected: boolean;
  readonly refresh: () => void;
}

/** Events come in bunches; the lists are asked for once a bunch. */
const BUNCH_MS = 120;
/** The history is written a moment after the event. */
const HISTORY_AFTER_MS = 1_500;
/** Asked for without any event: a net, should one have been missed. */
const ANYHOW_MS = 15_000;
const RECENT = 20;

/** The floor as it is: the lists, asked for again whenever something happens. */
export function useFloor(api: Api, onSignedOut: (error: ApiError) => void): FloorLink {
  const [live, setLive] = useState<Omit<Floor, 'history' | 'historyError'>>();
  const [past, setPast] = useState<Pick<Floor, 'history' | 'historyError'>>({
    history: undefined,
    historyError: undefined,
  });
  const [connected, setConnected] = useState(true);
  const signedOut = useRef(onSignedOut);
  signedOut.current = onSignedOut;

  const failed = useCallback((error: unknown) => {
    if (error instanceof ApiError && error.status === 401) signedOut.current(error);
    else setConnected(false);
  }, []);

  const refresh = useCallback(async () => {
    try {
      const [{ agents, at }, { queues }, { calls }, rules] = await Promise.all([
        api.get<{ at: number; agents: AgentView[] }>('/agents'),
        api.get<{ queues: QueueView[] }>('/queues'),
        api.get<{ calls: CallView[] }>('/calls'),
        api.get<AgentRulesView>('/agent-rules'),
      ]);
      setLive({ agents, queues, calls, rules, at, takenAt: Date.now() });
    } catch (error) {
      failed(error);
    }
  }, [api, failed]);

  const refreshHistory = useCallback(async () => {
    try {
      const { calls } = await api.get<{ calls: CallRow[] }>(`/history/calls?limit=${RECENT}`);
      setPast({ history: calls, historyError: undefined });
    } catch (error) {
      setPast(({ history }) => ({ history, historyError: error }));
    }
  }, [api]);

  useEffect(() => {
    const gone = new AbortController();
    const [soon, later] = [bunch(refresh, BUNCH_MS), bunch(refreshHistory, HISTORY_AFTER_MS)];
    void followFeed(
      api,
      {
        // First the stream, then the lists: nothing can fall between them.
        onOpen: () => {
          setConnected(true);
          void refresh();
          void refreshHistory();
        },
        onAlive: () => setConnected(true),
        onEvent: ({ type }) => {
          soon.ask();
          if (type === 'call.ended' || type === 'call.arrived') later.ask();
        },
        onLost: failed,
      },
      gone.signal,
    );
    const anyhow = setInterval(() => {
      soon.ask();
      later.ask();
    }, ANYHOW_MS);
    return () => {
      gone.abort();
      clearInterval(anyhow);
      soon.stop();
      later.stop();
    };
  }, [api, refresh, refreshHistory, failed]);

  return useMemo(
    () => ({ floor: live && { ...live, ...past }, connected, refresh: () => void refresh() }),
    [live, past, connected, refresh],
  );
}

/** Does a thing once for all who ask within a time. */
function bunch(act: () => Promise<void>, withinMs: number): { ask(): void; stop(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    ask: () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void act();
      }, withinMs);
    },
    stop: () => clearTimeout(timer),
  };
}
