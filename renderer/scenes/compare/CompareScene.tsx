import { ChevronDown, ChevronUp } from 'lucide-react';
import { useCallback, useMemo, useRef } from 'react';
import { useLocation, useSearch } from 'wouter';
import { countOf } from '../../components/amount-text.ts';
import { IconButton } from '../../components/Button.tsx';
import { SkeletonLines } from '../../components/body/BodyLoader.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { CheckField } from '../../components/Field.tsx';
import { SceneHeader } from '../../components/Scene.tsx';
import { useTitle } from '../../shell/use-title.ts';
import { useCommands, useWorkbench } from '../../stores/use-workbench.ts';
import { useDetail } from '../list/use-detail.ts';
import { TraceDifferences } from '../traces/TraceDifferences.tsx';
import { IGNORABLE, optionsOf, sideOf } from './compare-address.ts';

/** Two requests next to each other: headers as a table, bodies as a diff that loses nothing. */
export function CompareScene() {
  const { client } = useWorkbench();
  const search = useSearch();
  const isValid = useMemo(() => {
    const params = new URLSearchParams(search);
    return sideOf(params.get('left')) !== null && sideOf(params.get('right')) !== null;
  }, [search]);
  const load = useCallback(
    (text: string) => {
      const params = new URLSearchParams(text);
      const left = sideOf(params.get('left'));
      const right = sideOf(params.get('right'));
      if (left === null || right === null) {
        throw new Error('Two requests are needed.');
      }
      return client.call('compareRequests', {
        body: { left, right, options: optionsOf(params) },
      });
    },
    [client],
  );
  const { data, error } = useDetail(isValid ? search : undefined, '', load);
  const box = useRef<HTMLDivElement>(null);
  useTitle('Compare');
  return (
    <>
      <SceneHeader title="Compare">
        <span className="text-body font-medium" role="status">
          {data ? countOf(data.differences, 'difference') : ''}
        </span>
        <Steps box={box} />
        <span className="flex-1" />
        <Ignore />
      </SceneHeader>
      {!isValid || error ? (
        <EmptyState>
          {error?.text ?? 'Select two rows in the Inbox or in Deliveries, then press D.'}
        </EmptyState>
      ) : data ? (
        <div ref={box} className="min-h-0 flex-1 overflow-y-auto">
          <div className="mx-auto grid max-w-360 gap-4 p-4">
            <p className="text-body text-ink-2">{data.text}</p>
            <TraceDifferences comparison={data} leftName="Left" rightName="Right" />
          </div>
        </div>
      ) : (
        <SkeletonLines />
      )}
    </>
  );
}

function Ignore() {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const params = new URLSearchParams(search);
  return (
    <div className="flex flex-wrap gap-x-4">
      {IGNORABLE.map(({ key, label }) => (
        <CheckField
          key={key}
          label={label}
          isOn={params.has(key)}
          onChange={(isOn) => {
            const next = new URLSearchParams(search);
            if (isOn) {
              next.set(key, '1');
            } else {
              next.delete(key);
            }
            navigate(`${path}?${next}`, { replace: true });
          }}
        />
      ))}
    </div>
  );
}

function Steps({ box }: { box: { current: HTMLElement | null } }) {
  const place = useRef(-1);
  const step = useCallback(
    (by: number) => {
      const marks = [...(box.current?.querySelectorAll<HTMLElement>('[data-difference]') ?? [])];
      if (marks.length > 0) {
        place.current = (place.current + by + marks.length) % marks.length;
        marks[place.current]?.scrollIntoView({ block: 'center' });
        marks[place.current]?.focus({ preventScroll: true });
      }
    },
    [box],
  );
  const commands = useMemo(
    () => [
      {
        id: 'difference.previous',
        title: 'Previous difference',
        group: 'Compare',
        keys: ['['],
        isPlaceBound: true,
        run: () => step(-1),
      },
      {
        id: 'difference.next',
        title: 'Next difference',
        group: 'Compare',
        keys: [']'],
        isPlaceBound: true,
        run: () => step(1),
      },
    ],
    [step],
  );
  useCommands(commands);
  return (
    <span className="flex">
      <IconButton label="Previous difference" icon={ChevronUp} keys="[" onClick={() => step(-1)} />
      <IconButton label="Next difference" icon={ChevronDown} keys="]" onClick={() => step(1)} />
    </span>
  );
}
