import { useTitle } from '../../shell/use-title.ts';
import { ExposeeCard } from './ExposeeCard.tsx';
import { NextSteps } from './NextSteps.tsx';
import { ReceiverCard } from './ReceiverCard.tsx';
import { RecentExchanges } from './RecentExchanges.tsx';

/** Both roles side by side, the way of an event between them, and what one can do next. */
export function OverviewScene() {
  useTitle('Overview');
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <h1 className="sr-only">Overview</h1>
      <div className="mx-auto grid max-w-320 gap-4 p-4">
        <div className="grid items-stretch gap-4 wide:grid-cols-[minmax(0,1fr)_auto_minmax(0,1fr)] wide:gap-0 mid:grid-cols-[minmax(0,1fr)_auto_minmax(0,1fr)]">
          <ExposeeCard />
          <FlowArrow />
          <ReceiverCard />
        </div>
        <RecentExchanges />
        <NextSteps />
      </div>
    </div>
  );
}

/** From left to right on wide screens, downwards on narrow ones. */
function FlowArrow() {
  return (
    <svg
      viewBox="0 0 48 24"
      className="hidden w-12 self-center text-edge mid:block"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      aria-hidden="true"
    >
      <path d="M6 9h29M6 15h29" />
      <path d="M32 4l8 8-8 8" strokeLinejoin="round" strokeLinecap="round" />
    </svg>
  );
}
