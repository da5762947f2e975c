/** One server-sent event; comments and other fields are left out. */
export interface SseEvent {
  id: string | null;
  data: string;
}

/** Reads server-sent events from pieces of text that may be cut anywhere. */
export function createSseParser(onEvent: (event: SseEvent) => void): (text: string) => void {
  let rest = '';
  let data: string[] = [];
  let id: string | null = null;

  function takeLine(line: string): void {
    if (line === '') {
      if (data.length > 0) {
        onEvent({ id, data: data.join('\n') });
      }
      data = [];
      id = null;
      return;
    }
    const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === 'data') {
      data.push(value);
    } else if (field === 'id') {
      id = value;
    }
  }

  return (text) => {
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      takeLine(line);
    }
  };
}
