import { ChevronDown, ChevronUp } from 'lucide-react';
import { useCallback } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import type { CompareSide, Comparison } from '../../../server/contract/exchange.ts';
import { IconButton } from '../../components/Button.tsx';
import { SkeletonLines } from '../../components/body/BodyLoader.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Differences } from '../../components/compare/Differences.tsx';
import { useDifferenceSteps } from '../../components/compare/use-difference-steps.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { CheckField } from '../../components/Field.tsx';
import { SceneHeader } from '../../components/Scene.tsx';
import { clockText } from '../../components/TimeText.tsx';
import { useTitle } from '../../shell/use-title.ts';
import { useWorkbench } from '../../stores/use-workbench.ts';
import { countOf } from '../../text/amount-text.ts';
import { useDetail } from '../list/use-detail.ts';
import { loadBody, loadHead, type SideHead, sideOfText } from './compare-side.ts';

const TOGGLES = [
  { key: 'whitespace', label: 'Ignore whitespace' },
  { key: 'key_order', label: 'Ignore key order' },
  { key: 'timestamps', label: 'Ignore timestamps' },
] as const;

interface Compared {
  comparison: Comparison;
  heads: readonly [SideHead, SideHead];
}

/** Two requests, byte for byte; what shall not count can be left out. All of it is in the address. */
export function CompareScene() {
  const params = new URLSearchParams(useSearch());
  const [left, right] = [sideOfText(params.get('left')), sideOfText(params.get('right'))];
  const ignored = TOGGLES.filter(({ key }) => params.get('ignore')?.split(',').includes(key));
  const options = ignored.map(({ key }) => key as string);
  const isRaw = params.get('text') === 'raw';
  const { data, error } = useComparison(
    left,
    right,
    (isRaw ? options : [...options, 'indent']).join(),
  );
  const steps = useDifferenceSteps(data?.comparison.differences ?? 0);
  const titles = data?.heads.map(({ title }) => title) ?? [];
  useTitle(titles.length > 0 ? `${titles.join(' and ')}, Compare` : 'Compare');
  if (left === null || right === null) {
    return (
      <Shell>
        <EmptyState>Select two rows of the Inbox or of Deliveries and press D.</EmptyState>
      </Shell>
    );
  }
  return (
    <Shell
      steps={data ? { ...steps, count: data.comparison.differences } : undefined}
      text={data?.comparison.text}
    >
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto grid max-w-360 grid-cols-[minmax(0,1fr)] gap-4 p-4">
          {error ? <p className="text-body text-fail">{error.text}</p> : null}
          {data === null ? (
            error === null && <SkeletonLines />
          ) : (
            <ComparedView {...{ data, left, right }} current={steps.current} />
          )}
        </div>
      </div>
    </Shell>
  );
}

interface ComparedViewProps {
  data: Compared;
  left: CompareSide;
  right: CompareSide;
  current: number | null;
}

function ComparedView({ data, left, right, current }: ComparedViewProps) {
  const { client } = useWorkbench();
  const key = JSON.stringify([left, right]);
  const loadBodies = useCallback(async () => {
    const [one, other]: [CompareSide, CompareSide] = JSON.parse(key);
    return Promise.all([loadBody(client, one), loadBody(client, other)]);
  }, [client, key]);
  const [first, second] = data.heads;
  const { body } = data.comparison;
  const [path, navigate] = useLocation();
  const search = useSearch();
  const onIndent = (isIndented: boolean) => {
    const params = new URLSearchParams(search);
    if (isIndented) {
      params.delete('text');
    } else {
      params.set('text', 'raw');
    }
    navigate(`${path}?${params}`, { replace: true });
  };
  const isAlikeIndented =
    body.is_json && !body.is_indented && new URLSearchParams(search).get('text') !== 'raw';
  return (
    <>
      <p className="flex flex-wrap gap-x-4 text-body">
        {data.heads.map((head, index) => (
          <span key={head.href + index.toString()}>
            <span className="text-ink-3">{index === 0 ? 'Left' : 'Right'} </span>
            <Link href={head.href} className="text-accent underline">
              {head.title}
            </Link>{' '}
            <span className="mono text-table text-ink-2">{clockText(head.at)}</span>
          </span>
        ))}
      </p>
      <Differences
        comparison={data.comparison}
        sides={first.title === second.title ? ['Left', 'Right'] : [first.title, second.title]}
        {...{ loadBodies, current, onIndent }}
      />
      {isAlikeIndented ? (
        <p className="text-table text-ink-3">
          Indented, both bodies are alike: the difference is shown as it was sent.
        </p>
      ) : null}
    </>
  );
}

interface ShellProps {
  children: React.ReactNode;
  text?: string | undefined;
  steps?: { current: number | null; step: (by: 1 | -1) => void; count: number } | undefined;
}

function Shell({ children, text, steps }: ShellProps) {
  return (
    <>
      <SceneHeader title="Compare">
        {steps ? (
          <span className="flex items-center gap-1">
            <span role="status" title={text} className="tabular text-body font-medium">
              {steps.current === null ? '' : `${steps.current + 1} of `}
              {countOf(steps.count, 'difference')}
            </span>
            <IconButton
              label="Previous difference"
              icon={ChevronUp}
              command="step.previous"
              onClick={() => steps.step(-1)}
            />
            <IconButton
              label="Next difference"
              icon={ChevronDown}
              command="step.next"
              onClick={() => steps.step(1)}
            />
          </span>
        ) : null}
        <span className="flex-1" />
        {steps ? <Toggles /> : null}
        <CopyButton label="Copy link" text={() => location.href} />
      </SceneHeader>
      {children}
    </>
  );
}

function Toggles() {
  const [path, navigate] = useLocation();
  const params = new URLSearchParams(useSearch());
  const ignored = params.get('ignore')?.split(',') ?? [];
  function set(key: string, isOn: boolean): void {
    const next = isOn ? [...ignored, key] : ignored.filter((one) => one !== key);
    params.delete('ignore');
    if (next.length > 0) {
      params.set('ignore', next.join(','));
    }
    navigate(`${path}?${params}`, { replace: true });
  }
  return (
    <fieldset className="flex flex-wrap gap-x-4 max-mid:order-last max-mid:w-full">
      <legend className="sr-only">What does not count</legend>
      {TOGGLES.map(({ key, label }) => (
        <CheckField
          key={key}
          label={label}
          isOn={ignored.includes(key)}
          onChange={(isOn) => set(key, isOn)}
        />
      ))}
    </fieldset>
  );
}

function useComparison(left: CompareSide | null, right: CompareSide | null, ignored: string) {
  const { client } = useWorkbench();
  const load = useCallback(
    async (key: string): Promise<Compared> => {
      const [one, other, ignore]: [CompareSide, CompareSide, string] = JSON.parse(key);
      const [comparison, ...heads] = await Promise.all([
        client.call('compareRequests', {
          body: {
            left: one,
            right: other,
            options: {
              ignore_whitespace: ignore.includes('whitespace'),
              ignore_key_order: ignore.includes('key_order'),
              ignore_timestamps: ignore.includes('timestamps'),
              indent_json: ignore.includes('indent'),
            },
          },
        }),
        loadHead(client, one),
        loadHead(client, other),
      ]);
      return { comparison, heads };
    },
    [client],
  );
  const key = left === null || right === null ? undefined : JSON.stringify([left, right, ignored]);
  return useDetail(key, '', load);
}
