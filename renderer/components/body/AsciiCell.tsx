const ARROWS: Record<string, { name: string; path: string }> = {
  '␊': { name: 'LF', path: 'M13 3v6H3m0 0 3.5-3.5M3 9l3.5 3.5' },
  '␍': { name: 'CR', path: 'M2.5 3v10M14 8H5.5m0 0L9 4.5M5.5 8 9 11.5' },
  '⇥': { name: 'tab', path: 'M13.5 3v10M2 8h8.5m0 0L7 4.5M10.5 8 7 11.5' },
};

/** One byte of a hex view's text column. Line ends and tabs are drawn: few fonts have their signs. */
export function AsciiCell({ char }: { char: string }) {
  const arrow = ARROWS[char];
  if (arrow === undefined) {
    return char;
  }
  return (
    <svg
      viewBox="0 0 16 16"
      role="img"
      className="inline-block h-[1em] w-[1ch] align-[-0.15em]"
      fill="none"
      stroke="currentColor"
      strokeWidth={2.2}
      preserveAspectRatio="xMidYMid meet"
    >
      <title>{arrow.name}</title>
      <path d={arrow.path} />
    </svg>
  );
}

/** The text column of a row where no byte has a look of its own. */
export function AsciiText({ text }: { text: string }) {
  return text.split(/([␊␍⇥])/).map((piece, index) => {
    const key = `${index.toString()} ${piece}`;
    return piece in ARROWS ? <AsciiCell key={key} char={piece} /> : piece;
  });
}
