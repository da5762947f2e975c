import { z } from 'zod';

// The content security policy allows no code from text: zod must not compile its parsers.
// This module is imported first, before any schema is made.
z.config({ jitless: true });
