import { clip, date, type Projection } from './projection';

export const siteRevisions: Projection = {
  table: 'site_revisions',
  key: ['revision'],
  on: {
    'site.published': ({ at, data }) => [
      { revision: clip(data.revision, 32), published_at: date(at), files: JSON.stringify(data.files) },
    ],
  },
};
