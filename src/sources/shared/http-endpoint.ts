import { z } from 'zod';

const error = 'a URL such as https://api.example.com';

/** The `endpoint` of a service that is asked over HTTP, variables replaced. */
export const httpEndpoint = z
  .string({ error })
  .min(1, { error })
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), { error });
