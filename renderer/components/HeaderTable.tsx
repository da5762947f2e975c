import { ShieldCheck } from 'lucide-react';
import type { RawHeaders } from '../../server/contract/text.ts';
import { CopyButton } from './CopyButton.tsx';

export interface HeaderTableProps {
  caption: string;
  headers: RawHeaders;
  /** Lower-case names of the headers that carry or enter the signature. */
  signed?: readonly string[];
}

/** Headers in the order and case of the wire, repeated ones included. */
export function HeaderTable({ caption, headers, signed = [] }: HeaderTableProps) {
  if (headers.length === 0) {
    return <p className="px-3 py-1 text-body text-ink-2">No headers.</p>;
  }
  return (
    <table className="w-full table-fixed border-collapse text-table">
      <caption className="sr-only">{caption}</caption>
      <colgroup>
        <col className="w-[40%] sm:w-[34%]" />
        <col />
        <col className="w-9" />
      </colgroup>
      <thead className="sr-only">
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Value</th>
          <th scope="col">Copy</th>
        </tr>
      </thead>
      <tbody>
        {headers.map(([name, value], index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the order is the identity: names may repeat
          <tr key={index} className="group border-b border-line align-top hover:bg-raised">
            <th
              scope="row"
              className="mono px-3 py-1 text-left font-normal wrap-anywhere text-info"
            >
              {name}
              {signed.includes(name.toLowerCase()) ? (
                <ShieldCheck
                  size={14}
                  strokeWidth={1.5}
                  className="ml-1 inline text-ok"
                  aria-label="part of the signature"
                />
              ) : null}
            </th>
            <td className="mono px-3 py-1 break-all">{value}</td>
            <td className="px-1 text-right">
              <CopyButton label={`Copy ${name}`} text={value} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
