import { useEffect, useState } from 'react';
import { relativeText } from '../../components/TimeText.tsx';

const TICK_MS = 1000;

/** `in 4 d`, `in 12 s`: runs like a clock. */
export function LeftText({ instant }: { instant: string }) {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return <span className="tabular">{relativeText(instant, nowMs)}</span>;
}
