import type { Context } from 'koa';
import type { Capture } from '../contract/capture.ts';
import type { Delivery } from '../contract/delivery.ts';
import type { ChangedThing, LiveStats } from '../contract/live.ts';
import type { CaptureRecord, DeliveryRecord } from '../core/records.ts';
import type { Clock, LiveFeed, Log } from '../ports.ts';
import type { UnnumberedFrame } from './live-ring.ts';
import { LiveRoom } from './live-room.ts';

/** Rows are gathered this long: a window draws no faster. */
const GATHER_MS = 50;
/** Rows of a kind in one frame; beyond it the client is told to fetch its page. */
const MAX_ROWS = 500;

export interface LiveHubDeps {
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
  readonly presentDelivery: (record: DeliveryRecord) => Delivery;
  readonly presentCapture: (record: CaptureRecord) => Capture;
  readonly stats: () => Promise<LiveStats>;
}

export interface LiveHub extends LiveFeed {
  /** Number of the newest frame. Who reads it now can go on from it. */
  seq(): number;
  /** The same, but the frames after it are kept only where somebody listens. */
  newestSeq(): number;
  /** Answers with the stream, from `Last-Event-ID` on where the client names one. */
  serve(context: Context): void;
  close(): void;
}

/** The live feed as server-sent events. While nobody listens it costs a flag per change. */
export function createLiveHub(deps: LiveHubDeps): LiveHub {
  const room = new LiveRoom(deps);
  const gathered = createGathered(deps);
  let cancelGather: (() => void) | undefined;

  function gather(note: () => void): void {
    if (room.isListening()) {
      note();
      cancelGather ??= deps.clock.after(GATHER_MS, flush);
    }
  }
  function flush(): void {
    cancelGather = undefined;
    for (const frame of gathered.take()) {
      room.send(frame);
    }
  }
  return {
    delivery: (record) => gather(() => gathered.deliveries.set(record.id, record)),
    capture: (record) => gather(() => gathered.captures.set(record.id, record)),
    capturesDeleted: (ids) => gather(() => gathered.deleteCaptures(ids)),
    changed: (what) => gather(() => gathered.changed.add(what)),
    seq: () => room.seq(),
    newestSeq: () => room.newestSeq(),
    serve: (context) => room.serve(context),
    close: () => {
      cancelGather?.();
      room.close();
    },
  };
}

/** What has changed since the last frame; of a row that changed twice the newest state. */
function createGathered(deps: Pick<LiveHubDeps, 'presentDelivery' | 'presentCapture'>) {
  const deliveries = new Map<string, DeliveryRecord>();
  const captures = new Map<string, CaptureRecord>();
  const deleted = new Set<string>();
  const changed = new Set<ChangedThing>();

  function takeRows<Row>(rows: Map<string, Row>, what: ChangedThing): Row[] {
    const all = [...rows.values()];
    rows.clear();
    if (all.length > MAX_ROWS) {
      changed.add(what);
    }
    return all.slice(-MAX_ROWS);
  }
  return {
    deliveries,
    captures,
    changed,
    deleteCaptures: (ids: readonly string[]) => {
      for (const id of ids) {
        captures.delete(id);
        deleted.add(id);
      }
    },
    take: (): UnnumberedFrame[] => {
      const rows = {
        deliveries: takeRows(deliveries, 'deliveries').map(deps.presentDelivery),
        captures: takeRows(captures, 'captures').map(deps.presentCapture),
        deleted_captures: [...deleted],
      };
      const what = [...changed];
      deleted.clear();
      changed.clear();
      const count = rows.deliveries.length + rows.captures.length + rows.deleted_captures.length;
      return [
        ...(count > 0 ? [{ kind: 'rows' as const, ...rows, stats: null }] : []),
        ...(what.length > 0 ? [{ kind: 'changed' as const, what }] : []),
      ];
    },
  };
}
