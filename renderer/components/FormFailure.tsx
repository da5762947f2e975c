/** Why a form could not be sent, where that belongs to no field of it. */
export function FormFailure({ text }: { text: string | null }) {
  return text === null ? null : (
    <p role="alert" className="rounded-control bg-fail-tint px-3 py-2 text-body text-fail">
      {text}
    </p>
  );
}
