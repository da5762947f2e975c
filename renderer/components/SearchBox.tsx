interface SearchBoxProps {
  label: string;
  /** The label, where it is left out. */
  placeholder?: string;
  text: string;
  onText: (text: string) => void;
  onEnter?: () => void;
}

/** What is typed here leaves fewer entries of the list below it. */
export function SearchBox({ label, placeholder = label, text, onText, onEnter }: SearchBoxProps) {
  return (
    <input
      type="search"
      aria-label={label}
      placeholder={placeholder}
      value={text}
      onChange={(event) => onText(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') {
          onEnter?.();
        }
      }}
      className="h-8 w-full rounded-control border border-edge bg-panel px-2 text-body"
    />
  );
}
