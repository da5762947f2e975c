import { useEffect, useState } from 'react';
import { exactText, relativeText } from '../../components/TimeText.tsx';

const TICK_MS = 1000;

/** `in 4 d`, `in 12 s`: runs like a clock. */
export function LeftText({ instant }: { instant: string }) {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <time dateTime={instant} title={exactText(instant)} className="tabular">
      {relativeText(instant, nowMs)}
    </time>
  );
}
