import { useEffect, useState } from 'react';
import { countOf } from '../../text/amount-text.ts';
import { SkeletonLines } from '../body/BodyLoader.tsx';
import { HexLine } from '../body/HexLine.tsx';
import { hexRowCount } from '../body/text-lines.ts';
import { VirtualLines } from '../body/VirtualLines.tsx';
import { changedSpans, type Span } from './changed-spans.ts';

interface HexSidesProps {
  loadBodies: () => Promise<readonly [Uint8Array, Uint8Array]>;
  sides: readonly [string, string];
}

/** Both bodies in hex, with the bytes between their equal start and their equal end marked. */
export function HexSides({ loadBodies, sides }: HexSidesProps) {
  const [bodies, setBodies] = useState<readonly [Uint8Array, Uint8Array] | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    let isCurrent = true;
    loadBodies()
      .then((loaded) => isCurrent && setBodies(loaded))
      .catch((fault: unknown) => isCurrent && setError(String(fault)));
    return () => {
      isCurrent = false;
    };
  }, [loadBodies]);
  if (error !== null) {
    return <p className="p-3 text-body text-fail">{error}</p>;
  }
  if (bodies === null) {
    return <SkeletonLines />;
  }
  const spans = changedSpans(bodies[0], bodies[1]);
  return (
    <div className="@container">
      <div className="grid @4xl:grid-cols-2">
        {sides.map((side, index) => (
          <HexSide
            key={side}
            name={side}
            bytes={bodies[index as 0 | 1]}
            span={spans[index as 0 | 1]}
            look={index === 0 ? 'bg-removed' : 'bg-added'}
          />
        ))}
      </div>
    </div>
  );
}

interface HexSideProps {
  name: string;
  bytes: Uint8Array;
  span: Span;
  look: string;
}

const MAX_ROWS = 16;

function HexSide({ name, bytes, span, look }: HexSideProps) {
  const count = hexRowCount(bytes);
  const lookAt = (offset: number) =>
    offset >= span.start && offset < span.end ? `${look} font-semibold underline` : '';
  return (
    <div className="flex min-w-0 flex-col border-b border-line last:border-0 @4xl:border-r @4xl:border-b-0 @4xl:last:border-0">
      <h3 className="px-3 pt-1.5 text-caption text-ink-3">
        {name}, {countOf(bytes.byteLength, 'byte')}
      </h3>
      <div style={{ height: (Math.min(count, MAX_ROWS) + 1) * 20 + 12 }} className="flex flex-col">
        <VirtualLines
          label={`${name} in hex`}
          count={count}
          lineOf={(index) => <HexLine key={index} {...{ bytes, index, lookAt }} />}
        />
      </div>
    </div>
  );
}
