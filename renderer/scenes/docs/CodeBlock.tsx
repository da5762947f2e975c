import { CopyButton } from '../../components/CopyButton.tsx';
import { ScrollBox } from '../../components/ScrollBox.tsx';

/** Code to take along, exactly as it is copied. */
export function CodeBlock({ label, code }: { label: string; code: string }) {
  return (
    <div className="relative min-w-0 rounded-card border border-line bg-panel pr-9">
      <ScrollBox label={label} className="max-h-140 overflow-auto rounded-card p-3 pr-1">
        <pre className="mono text-table">{code}</pre>
      </ScrollBox>
      <span className="absolute top-2 right-2 rounded-control bg-panel">
        <CopyButton label={`Copy: ${label}`} text={code} />
      </span>
    </div>
  );
}
