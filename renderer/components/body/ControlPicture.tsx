/** The letters of ␊ and ␍ stand aslant as in Unicode's charts, the tab's arrow ends at a bar. */
const PICTURES = {
  '␊': { name: 'LF', path: 'M2 1v7h5M9.5 15V8h5m-5 3.4h4.2' },
  '␍': {
    name: 'CR',
    path: 'M7 2.4C6.4 1.5 5.7 1 4.6 1 3 1 2 2.4 2 4.5S3 8 4.6 8C5.7 8 6.4 7.5 7 6.6M9.5 15V8h2.7a1.9 1.9 0 0 1 0 3.8H9.5m2.5 0 2.6 3.2',
  },
  '⇥': { name: 'tab', path: 'M13.5 3v10M2 8h8.5m0 0L7 4.5M10.5 8 7 11.5' },
};

type PicturedSign = keyof typeof PICTURES;

export function isPictured(char: string): char is PicturedSign {
  return Object.hasOwn(PICTURES, char);
}

/** An invisible byte as a drawing: few fonts have its sign, and copying the text leaves it out. */
export function ControlPicture({ sign, className }: { sign: PicturedSign; className: string }) {
  const { name, path } = PICTURES[sign];
  return (
    <svg
      viewBox="0 0 16 16"
      role="img"
      className={`inline-block h-[1.1em] align-[-0.2em] ${className}`}
      fill="none"
      stroke="currentColor"
      strokeWidth={1.2}
      preserveAspectRatio="none"
    >
      <title>{name}</title>
      <path d={path} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
