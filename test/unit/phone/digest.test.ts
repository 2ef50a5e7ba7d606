import { authorization, digestResponse, parseChallenge } from '../../../src/phone/digest';

// RFC 2617, section 3.5.
const CHALLENGE =
  'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", ' +
  'opaque="5ccc069c403ebaf9f0171e9517f40e41"';
const MUFASA = { user: 'Mufasa', password: 'Circle Of Life' };
const GET = { method: 'GET', uri: '/dir/index.html' };

describe('digest', () => {
  test('the example of RFC 2617', () => {
    const challenge = parseChallenge(CHALLENGE);
    expect(challenge).toMatchObject({ realm: 'testrealm@host.com', algorithm: 'MD5', qopAuth: true, stale: false });
    expect(challenge && digestResponse(challenge, MUFASA, GET, { cnonce: '0a4f113b', count: 1 })).toBe(
      '6629fae49393a05397450978507c4ef1',
    );
  });

  // RFC 7616, section 3.9.1: the same hash that RFC 8760 brings to SIP.
  test('the example of RFC 7616 with SHA-256', () => {
    const challenge = parseChallenge(
      'Digest realm="http-auth@example.org", qop="auth", algorithm=SHA-256, ' +
        'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"',
    );
    const cnonce = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ';
    const credentials = { user: 'Mufasa', password: 'Circle of Life' };
    expect(challenge && digestResponse(challenge, credentials, GET, { cnonce, count: 1 })).toBe(
      '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
    );
  });

  // RFC 2069, section 2.4, with the response its errata give.
  test('without qop, as of old', () => {
    const challenge = parseChallenge('Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"');
    const credentials = { user: 'Mufasa', password: 'CircleOfLife' };
    expect(challenge && digestResponse(challenge, credentials, GET, { cnonce: '', count: 1 })).toBe(
      '1949323746fe6a43ef61f9606e7febea',
    );
  });

  test('the header names all a server needs to check it', () => {
    const challenge = parseChallenge(CHALLENGE);
    const header = challenge && authorization(challenge, MUFASA, GET);
    expect(header).toMatch(/^Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b71/);
    expect(header).toMatch(/algorithm=MD5, qop=auth, nc=00000001, cnonce="[0-9a-f]{16}", opaque="5ccc069c/);
  });

  test.each([
    'Basic realm="x"',
    'Digest realm="x", nonce="1", algorithm=SHA-512-256',
    'Digest realm="x", nonce="1", qop="auth-int"',
    'Digest realm="x"',
  ])('%s is not for us', (header) => {
    expect(parseChallenge(header)).toBeUndefined();
  });
});
