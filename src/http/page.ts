import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type RequestHandler, type Response } from 'express';
import helmet from 'helmet';

/** Nothing from other hosts, nothing inline, in no frame. Plain HTTP inside the house is a choice of the house. */
export const safeHeaders = (): RequestHandler =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: false,
  });

/** The floor page, or how to build it. */
export function page(webRoot: string): RequestHandler {
  if (!existsSync(join(webRoot, 'index.html')))
    return (req, res, next): void => {
      if (req.path !== '/') next();
      else res.type('text/plain').send('The floor page is not built yet: npx vite build\nThe API is at /api/v1.\n');
    };
  return express.static(webRoot, {
    setHeaders: (res: Response, file: string) =>
      // Files in assets/ carry a hash of their content in their names.
      res.set('cache-control', /[\\/]assets[\\/]/.test(file) ? 'public, max-age=31536000, immutable' : 'no-cache'),
  });
}
