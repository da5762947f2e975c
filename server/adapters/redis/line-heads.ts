import type { DeliveryId } from '../../contract/ids.ts';
import type { DeliveryRecord } from '../../core/records.ts';
import type { DeliveryJob } from '../../ports.ts';
import type { JobIndex } from './job-index.ts';
import type { LaneSet } from './lane-set.ts';

/** What the heads of lines are asked of the store. */
export interface HeadOfLine {
  /** The oldest that waits in a lane. */
  headOfLine(lane: string): Promise<DeliveryRecord | undefined>;
}

interface LineHeadsDeps {
  readonly line: HeadOfLine;
  /** The job that makes a pending delivery's next attempt. */
  readonly jobOfDelivery: (delivery: DeliveryRecord) => DeliveryJob;
  readonly index: JobIndex;
  readonly lanes: LaneSet;
}

/** The heads of ordered lanes: of such a lane nothing else is ever in BullMQ, for the line itself is the store's. */
export class LineHeads {
  readonly #deps: LineHeadsDeps;
  readonly #heads = new Map<string, DeliveryId>();

  constructor(deps: LineHeadsDeps) {
    this.#deps = deps;
  }

  /** As of the last look. */
  of(lane: string): DeliveryId | undefined {
    return this.#heads.get(lane);
  }

  async isHead({ lane, deliveryId }: DeliveryJob): Promise<boolean> {
    const head = await this.#deps.line.headOfLine(lane);
    return head === undefined || head.id === deliveryId;
  }

  /** Sees to it that the head of an ordered lane has its job. */
  async bring(lane: string): Promise<void> {
    const { line, index, lanes, jobOfDelivery } = this.#deps;
    const head = await line.headOfLine(lane);
    if (head === undefined) {
      this.#heads.delete(lane);
      return;
    }
    this.#heads.set(lane, head.id);
    if ((await index.missing([head.id])).has(head.id)) {
      await lanes.add(lane, [jobOfDelivery(head)]);
    }
  }
}
