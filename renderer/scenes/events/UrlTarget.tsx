import { DialectOptions } from '../../components/DialectOptions.tsx';
import { SelectField, TextField } from '../../components/Field.tsx';
import type { Target } from './compose-event.ts';

type UrlTargetValue = Extract<Target, { kind: 'url' }>;

interface UrlTargetProps {
  target: UrlTargetValue;
  onTarget: (target: UrlTargetValue) => void;
}

/** A URL that is not registered: it gets one request, signed as its dialect says, and no retry. */
export function UrlTarget({ target, onTarget }: UrlTargetProps) {
  return (
    <div className="grid basis-full gap-2 pt-1 @lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)_minmax(0,1fr)]">
      <TextField
        label="One-off URL"
        isMono
        type="url"
        placeholder="http://localhost:3000/hooks"
        value={target.url}
        onChange={(event) => onTarget({ ...target, url: event.target.value })}
      />
      <SelectField
        label="Dialect"
        value={target.dialect}
        onChange={(event) => onTarget({ ...target, dialect: event.target.value })}
      >
        <DialectOptions chosen={target.dialect} />
      </SelectField>
      <TextField
        label="Secret"
        isMono
        placeholder="a new one"
        value={target.secret}
        onChange={(event) => onTarget({ ...target, secret: event.target.value })}
      />
    </div>
  );
}
