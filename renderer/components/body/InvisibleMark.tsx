/**
 * What cannot be seen, as a small badge. The style sheet draws its letters, so that copying the
 * text does not copy the mark.
 */
export function InvisibleMark({ mark, text = '' }: { mark: string; text?: string }) {
  const look = mark.startsWith('·') ? '' : 'before:rounded-[3px] before:px-0.5 before:ring-1';
  return (
    <>
      <span
        data-mark={mark}
        className={`text-warn before:ring-current/60 before:ring-inset before:content-[attr(data-mark)] ${look}`}
      />
      {text}
    </>
  );
}
