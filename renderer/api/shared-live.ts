import type { LiveFrame } from '../../server/contract/live.ts';
import type { Connection } from '../platform/types.ts';
import {
  createFrameOrder,
  createLiveStream,
  type LiveListener,
  type LiveState,
  type LiveStream,
} from './live.ts';

/** The window that reads tells of its next try sooner than this, unless its timers sleep. */
const TRY_WAIT_MS = 250;

type Message =
  | { kind: 'frame'; frame: LiveFrame }
  | { kind: 'state'; state: LiveState }
  | { kind: 'ask' }
  | { kind: 'retry' };

/**
 * One stream for all windows of this origin. A browser grants a host six connections in all, and a
 * stream holds one for ever: with a stream of its own each, the seventh window would hang, and every
 * call of the other six. The window that holds the lock reads and tells the others; once it is gone,
 * the next one goes on from the last frame that it heard of.
 */
export function createSharedLive(connection: Connection, listener: LiveListener): LiveStream {
  // Without a secure context there is no lock: such a window reads for itself.
  return 'locks' in navigator && 'BroadcastChannel' in window
    ? shareLive(connection, listener)
    : createLiveStream(connection, listener);
}

function shareLive(connection: Connection, listener: LiveListener): LiveStream {
  // A window with the token of an earlier run is refused: it must not speak for the others.
  const name = `hookbench.live ${connection.token}`;
  let state: LiveState | undefined;
  let reading: LiveStream | undefined;
  const talk = createTalk(name, (message) => (reading ? answer(message) : follow(message)));
  const reminder = createReminder(() => talk.tell({ kind: 'retry' }));
  const turn = createTurn(name, read);
  const order = createFrameOrder((frame) => {
    listener.onFrame(frame);
    if (reading) {
      talk.tell({ kind: 'frame', frame });
    }
  });

  function answer(message: Message): void {
    if (message.kind === 'retry') {
      reading?.retryNow();
    } else if (message.kind === 'ask' && state !== undefined) {
      talk.tell({ kind: 'state', state });
    }
  }

  function follow(message: Message): void {
    if (message.kind === 'frame') {
      order.take(message.frame);
    } else if (message.kind === 'state') {
      takeState(message.state);
      reminder.set(message.state);
    }
  }

  function takeState(next: LiveState): void {
    // Whoever was told how things stand need not see a change of readers.
    if (next.kind !== 'connecting' || state === undefined) {
      state = next;
      listener.onState(next);
    }
  }

  function read(): void {
    reminder.clear();
    const onState = (next: LiveState) => {
      takeState(next);
      talk.tell({ kind: 'state', state: next });
    };
    reading = createLiveStream(connection, { onFrame: listener.onFrame, onState }, order);
    reading.start();
  }

  function join(): void {
    talk.open();
    takeState({ kind: 'connecting' });
    talk.tell({ kind: 'ask' });
    turn.queue();
  }

  function leave(): void {
    reminder.clear();
    reading?.stop();
    reading = undefined;
    talk.close();
    turn.end();
  }

  const life = createPageLife(join, leave);
  return {
    start: life.start,
    retryNow: () => (reading ? reading.retryNow() : talk.tell({ kind: 'retry' })),
    stop: life.stop,
  };
}

function createTalk(name: string, hear: (message: Message) => void) {
  let channel: BroadcastChannel | undefined;
  return {
    open() {
      channel = new BroadcastChannel(name);
      channel.addEventListener('message', ({ data }: MessageEvent<Message>) => hear(data));
    },
    tell: (message: Message) => channel?.postMessage(message),
    close() {
      channel?.close();
      channel = undefined;
    },
  };
}

/** One window at a time has its turn; the next one's begins when that window goes. */
function createTurn(name: string, begin: () => void) {
  let presence = new AbortController();
  return {
    queue() {
      presence = new AbortController();
      const { signal } = presence;
      const gone = new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      const hold = () => {
        begin();
        return gone;
      };
      navigator.locks.request(name, { signal }, hold).catch((error: unknown) => {
        // Whoever leaves before its turn has none.
        if (!signal.aborted) {
          console.error('The live stream cannot be shared:', error);
        }
      });
    },
    end: () => presence.abort(),
  };
}

/** Timers of a hidden window may sleep for a minute: one that is looked at wakes it. */
function createReminder(remind: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const clear = () => clearTimeout(timer);
  return {
    clear,
    set(state: LiveState) {
      clear();
      if (state.kind === 'lost' && !document.hidden) {
        const waitMs = Math.max(0, state.retryAt.getTime() - Date.now()) + TRY_WAIT_MS;
        timer = setTimeout(remind, waitMs);
      }
    },
  };
}

/** A page that the browser keeps for its Back button must not keep the stream too. */
function createPageLife(join: () => void, leave: () => void) {
  const onShown = ({ persisted }: PageTransitionEvent) => {
    if (persisted) {
      join();
    }
  };
  return {
    start() {
      window.addEventListener('pagehide', leave);
      window.addEventListener('pageshow', onShown);
      join();
    },
    stop() {
      window.removeEventListener('pagehide', leave);
      window.removeEventListener('pageshow', onShown);
      leave();
    },
  };
}
