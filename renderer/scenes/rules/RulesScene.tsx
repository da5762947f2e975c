import { Plus } from 'lucide-react';
import { useCallback, useEffect, useMemo } from 'react';
import { useLocation, useParams } from 'wouter';
import type { Rule } from '../../../server/contract/rule.ts';
import { Button } from '../../components/Button.tsx';
import { SkeletonLines } from '../../components/body/BodyLoader.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { SceneHeader } from '../../components/Scene.tsx';
import { SplitPane } from '../../components/SplitPane.tsx';
import { useTitle } from '../../shell/use-title.ts';
import { chooseQuickAnswer } from '../../stores/quick-answers.ts';
import { useAct } from '../../stores/use-act.ts';
import {
  useBlockedBy,
  useCommands,
  useResource,
  useWorkbench,
} from '../../stores/use-workbench.ts';
import { useLayout } from '../list/use-layout.ts';
import { RuleInspector } from './RuleInspector.tsx';
import { RuleList } from './RuleList.tsx';
import { TryWith, useTriedRequest } from './TryWith.tsx';
import { type RuleActs, useRuleActs } from './use-rule-acts.ts';
import { useTrial } from './use-trial.ts';

/** What the receiver answers to which requests. */
export function RulesScene() {
  const { id } = useParams<{ id?: string }>();
  const [, navigate] = useLocation();
  const { resources } = useWorkbench();
  const { data, error } = useResource(resources.rules);
  const layout = useLayout('rules');
  const acts = useRuleActs();
  const [tried] = useTriedRequest();
  const trial = useTrial(tried, data);
  const chosen = data?.find((one) => one.id === id);
  useFreshHits();
  useRuleCommands(chosen, acts);
  useTitle(chosen ? `${chosen.name}, Rules` : 'Rules');
  return (
    <>
      <RulesHeader rules={data ?? []} trial={trial.data} error={trial.error?.text ?? null} />
      <SplitPane
        listName="Rules"
        share={layout.share}
        onShare={layout.setShare}
        isTurned={layout.isTurned}
        onBack={() => navigate('/rules')}
        list={
          data === null ? (
            <RulesMissing error={error} />
          ) : data.length === 0 && id === undefined ? (
            <NoRules />
          ) : (
            <RuleList rules={data} chosenId={id} acts={acts} trial={trial.data} />
          )
        }
        inspector={
          id === undefined ? null : <ChosenRule {...{ id, chosen, acts }} isKnown={data !== null} />
        }
      />
    </>
  );
}

interface ChosenRuleProps {
  id: string;
  chosen: Rule | undefined;
  acts: RuleActs;
  /** Whether the rules are there to say that it is none of them. */
  isKnown: boolean;
}

function ChosenRule({ id, chosen, acts, isKnown }: ChosenRuleProps) {
  if (id === 'new') {
    return <RuleInspector key="new" rule={null} acts={acts} />;
  }
  if (chosen) {
    return <RuleInspector key={chosen.id} rule={chosen} acts={acts} />;
  }
  return isKnown ? (
    <EmptyState>Rule {id} is not here. It may have been deleted.</EmptyState>
  ) : (
    <SkeletonLines />
  );
}

type RulesHeaderProps = Parameters<typeof TryWith>[0];

function RulesHeader(props: RulesHeaderProps) {
  const [, navigate] = useLocation();
  const blockedBy = useBlockedBy();
  return (
    <SceneHeader title="Rules">
      <TryWith {...props} />
      <span className="flex-1" />
      <Button
        look="primary"
        icon={Plus}
        command="new"
        blockedBy={blockedBy}
        onClick={() => navigate('/rules/new')}
      >
        New rule
      </Button>
    </SceneHeader>
  );
}

function RulesMissing({ error }: { error: string | null }) {
  const { resources } = useWorkbench();
  return error === null ? (
    <SkeletonLines />
  ) : (
    <EmptyState actions={<Button onClick={resources.rules.open}>Try again</Button>}>
      The rules could not be loaded. {error}
    </EmptyState>
  );
}

function NoRules() {
  const workbench = useWorkbench();
  const [, navigate] = useLocation();
  const fail = useAct(useCallback(() => chooseQuickAnswer(workbench, 'fail_first'), [workbench]));
  return (
    <EmptyState
      actions={
        <>
          <Button look="primary" isBusy={fail.isBusy} onClick={() => fail.run()}>
            Fail first 2
          </Button>
          <Button command="new" onClick={() => navigate('/rules/new')}>
            New rule
          </Button>
        </>
      }
    >
      Every request gets 204. Add a rule to fail, delay or forward.
    </EmptyState>
  );
}

const HITS_DELAY_MS = 1_000;

/** Hits and counters move with every request: they are read again a while after one came. */
function useFreshHits(): void {
  const { recentCaptures, resources } = useWorkbench();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = recentCaptures.store.subscribe((state, before) => {
      if (state.version !== before.version) {
        timer ??= setTimeout(() => {
          timer = undefined;
          resources.rules.changed();
        }, HITS_DELAY_MS);
      }
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [recentCaptures, resources]);
}

function useRuleCommands(chosen: Rule | undefined, acts: RuleActs): void {
  const [, navigate] = useLocation();
  const blockedBy = useBlockedBy();
  const commands = useMemo(() => {
    const onRule = (act: (rule: Rule) => void) => () => {
      if (chosen) {
        act(chosen);
      }
    };
    return [
      {
        id: 'new' as const,
        title: 'New rule',
        blockedBy,
        run: () => navigate('/rules/new'),
      },
      {
        id: 'rule.up' as const,
        blockedBy,
        run: onRule((rule) => acts.move(rule, -1)),
      },
      {
        id: 'rule.down' as const,
        blockedBy,
        run: onRule((rule) => acts.move(rule, 1)),
      },
      {
        id: 'delete' as const,
        title: 'Delete the rule',
        blockedBy,
        run: onRule(acts.remove),
      },
    ];
  }, [chosen, acts, navigate, blockedBy]);
  useCommands(commands);
}
