import { ControlPicture, isPictured } from './ControlPicture.tsx';

/** One byte of a hex view's text column. Line ends and tabs are drawn: few fonts have their signs. */
export function AsciiCell({ char }: { char: string }) {
  return isPictured(char) ? <ControlPicture sign={char} className="w-[1ch]" /> : char;
}

/** The text column of a row where no byte has a look of its own. */
export function AsciiText({ text }: { text: string }) {
  return text.split(/([␊␍⇥])/).map((piece, index) => {
    const key = `${index.toString()} ${piece}`;
    return <AsciiCell key={key} char={piece} />;
  });
}
