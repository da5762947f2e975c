import { ControlPicture, isPictured } from './ControlPicture.tsx';

/**
 * What cannot be seen, as a small picture or badge. The style sheet draws a badge's letters, so that
 * copying the text does not copy the mark.
 */
export function InvisibleMark({ mark, text = '' }: { mark: string; text?: string }) {
  const look = mark.startsWith('·') ? '' : 'before:rounded-[3px] before:px-0.5 before:ring-1';
  return (
    <>
      {isPictured(mark) ? (
        <span data-mark={mark} className="text-warn">
          <ControlPicture sign={mark} className="mx-px w-[1em]" />
        </span>
      ) : (
        <span
          data-mark={mark}
          className={`text-warn before:ring-current/60 before:ring-inset before:content-[attr(data-mark)] ${look}`}
        />
      )}
      {text}
    </>
  );
}
