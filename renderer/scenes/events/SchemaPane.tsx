import { CircleX, TriangleAlert } from 'lucide-react';
import { useMemo } from 'react';
import type { EventType } from '../../../server/contract/event.ts';
import { ScrollBox } from '../../components/ScrollBox.tsx';
import type { PayloadProblem } from './payload-problems.ts';
import { schemaFields } from './schema-fields.ts';

interface SchemaPaneProps {
  schema: EventType['schema'];
  problems: readonly PayloadProblem[];
  onGo: (line: number) => void;
}

/** What the type's schema asks for, and where the payload does not give it. */
export function SchemaPane({ schema, problems, onGo }: SchemaPaneProps) {
  const fields = useMemo(() => schemaFields(schema), [schema]);
  return (
    <ScrollBox
      label="Schema"
      className="flex max-h-64 min-h-0 flex-col overflow-y-auto border-t border-line @3xl:max-h-none @3xl:border-t-0 @3xl:border-l"
    >
      <h3 className="sticky top-0 flex min-h-8 items-center gap-2 border-b border-line bg-panel px-3 text-table font-semibold text-ink-2">
        Schema
        <span role="status" className="tabular font-normal">
          {problemText(problems, fields.length > 0)}
        </span>
      </h3>
      {problems.length > 0 ? <Problems problems={problems} onGo={onGo} /> : null}
      {fields.length === 0 ? (
        <p className="p-3 text-table text-ink-3">This type has no schema: any JSON fits.</p>
      ) : (
        <dl className="grid gap-1.5 p-3 text-table">
          {fields.map(({ name, type, isRequired, description }) => (
            <div
              key={name}
              title={description}
              className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-2"
            >
              <dt className="mono truncate">{name}</dt>
              <dd className="text-ink-3">{isRequired ? 'required' : 'optional'}</dd>
              <dd className="col-span-2 truncate text-ink-2">{type}</dd>
            </div>
          ))}
        </dl>
      )}
    </ScrollBox>
  );
}

function problemText(problems: readonly PayloadProblem[], hasSchema: boolean): string {
  if (problems.length > 0) {
    return `problems ${problems.length}`;
  }
  return hasSchema ? 'Fits the schema.' : '';
}

function Problems({ problems, onGo }: Pick<SchemaPaneProps, 'problems' | 'onGo'>) {
  return (
    <ul aria-label="Problems of the payload" className="border-b border-line p-1 text-table">
      {problems.map((problem) => {
        const Icon = problem.isFatal ? CircleX : TriangleAlert;
        return (
          <li key={`${problem.line} ${problem.text}`}>
            <button
              type="button"
              onClick={() => onGo(problem.line)}
              className="ring-inside flex min-h-6 w-full items-start gap-1.5 rounded-control px-2 py-1 text-left hover:bg-raised"
            >
              <Icon
                size={14}
                strokeWidth={1.75}
                className={`mt-px shrink-0 ${problem.isFatal ? 'text-fail' : 'text-warn'}`}
                aria-hidden
              />
              <span className="min-w-0 break-words">
                <span className="tabular text-ink-3">line {problem.line}:</span> {problem.text}
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
