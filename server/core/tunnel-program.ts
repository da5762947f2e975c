/** A program on this computer that leads a public URL here: the seam to child processes. */
export interface TunnelProgram {
  isInstalled(command: string): boolean;
  /** Starts it as a child process; `stop` ends it. `end` is called once, with why. */
  start(
    order: { readonly command: string; readonly arguments: readonly string[] },
    on: {
      readonly line: (text: string) => void;
      readonly end: (why: string) => void;
    },
  ): { stop(): Promise<void> };
}
