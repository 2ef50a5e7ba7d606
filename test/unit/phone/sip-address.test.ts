import { reasonHeader, reasonIn } from '../../../src/phone/call-events';
import { encodeUser, identityOf, parseNameAddress, parseUri, tagOf } from '../../../src/phone/sip-address';
import { SipHeaders } from '../../../src/phone/sip-headers';

describe('SIP addresses', () => {
  test.each([
    ['"Ann \\"B\\", C" <sip:100@pbx>;tag=1', { name: 'Ann "B", C', number: '100' }, '1'],
    ['Ann Bee <sip:100@pbx:5060;transport=udp>;tag=2', { name: 'Ann Bee', number: '100' }, '2'],
    ['sip:100@pbx;tag=3', { number: '100' }, '3'],
    ['<tel:+7-495-000;phone-context=x>', { number: '+7-495-000' }, undefined],
    ['"<sip:evil@x>" <sip:%2B7495%23@pbx>', { name: '<sip:evil@x>', number: '+7495#' }, undefined],
    ['<sip:pbx>', { number: '' }, undefined],
  ])('%s', (text, identity, tag) => {
    const address = parseNameAddress(text);
    expect(address && identityOf(address)).toEqual(identity);
    expect(tagOf(text)).toBe(tag);
  });

  test('a URI in its parts', () => {
    expect(parseUri('sip:ann:secret@127.0.0.1:5070;lr;x=1?Replaces=a%3Bb')).toEqual({
      scheme: 'sip',
      user: 'ann',
      host: '127.0.0.1',
      port: 5070,
      parameters: new Map([
        ['lr', ''],
        ['x', '1'],
      ]),
    });
    expect(parseUri('mailto:a@b')).toBeUndefined();
    expect(parseUri('sip:[::1]:5060')).toMatchObject({ host: '[::1]', port: 5060 });
  });

  test('only what may not stand in a user part is escaped', () => {
    expect(encodeUser('+7*21#')).toBe('+7*21%23');
    expect(parseUri(`sip:${encodeUser('a@b %')}@host`)?.user).toBe('a@b %');
  });
});

describe('Reason', () => {
  test('is read and written (RFC 3326)', () => {
    const written = 'SIP;cause=200;text="Call completed, elsewhere"';
    const { reason } = reasonIn(new SipHeaders([['Reason', `${written}, Q.850;cause=26`]]));
    expect(reason).toEqual({ protocol: 'SIP', cause: 200, text: 'Call completed, elsewhere' });
    expect(reason && reasonHeader(reason)).toBe(written);
    expect(reasonIn(new SipHeaders())).toEqual({});
  });
});
