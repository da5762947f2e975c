import axios, { isAxiosError } from 'axios';
import { AppError } from '../../core/errors.ts';
import type { ExposeeClient } from '../../ports.ts';

const TIMEOUT_MS = 15_000;
const MAX_ANSWER_BYTES = 1024 * 1024;

/** `headersFor` adds what the exposee at that URL asks for, such as its API key. */
export function createExposeeClient(
  headersFor: (url: string) => Readonly<Record<string, string>> = () => ({}),
): ExposeeClient {
  return {
    call: async ({ method, url, body }) => {
      try {
        const answer = await axios.request<string>({
          method,
          url,
          data: JSON.stringify(body),
          headers: { 'Content-Type': 'application/json', ...headersFor(url) },
          timeout: TIMEOUT_MS,
          maxContentLength: MAX_ANSWER_BYTES,
          maxRedirects: 0,
          // The exposee's own refusal is an answer for the integrator, not a failure of ours.
          validateStatus: () => true,
          responseType: 'text',
          transformResponse: (text: string) => text,
          proxy: false,
        });
        return {
          status: answer.status,
          contentType: String(answer.headers['content-type'] ?? 'application/json'),
          bodyText: answer.data,
        };
      } catch (error) {
        const reason = isAxiosError(error)
          ? (error.code ?? error.message)
          : 'it could not be called';
        throw new AppError(
          'upstream_failed',
          `No exposee answers at ${new URL(url).origin} (${reason}). Start it, or set receiver_exposee_url.`,
        );
      }
    },
  };
}
