import { unlessTheJarsWillDo } from './unless-the-jars-will-do.js';

describe('a container of Kafka that did not start', () => {
  const error = new Error('no such image');
  let said: string[];
  beforeEach(() => {
    said = [];
    jest.spyOn(console, 'warn').mockImplementation((line: string) => void said.push(line));
  });
  afterEach(() => jest.restoreAllMocks());

  it('gives way to the jars, loudly', () => {
    expect(unlessTheJarsWillDo(error, { whyNoJars: undefined, image: undefined })).toBeUndefined();
    expect(said).toEqual([expect.stringMatching(/no such image.*jars/)]);
  });

  it('is an error where there are no jars either: both reasons', () => {
    const attempt = () => unlessTheJarsWillDo(error, { whyNoJars: 'there is no Java', image: '' });
    expect(attempt).toThrow(/no such image[^]*there is no Java/);
    expect(said).toEqual([]);
  });

  it('is an error where somebody named the image', () => {
    expect(() => unlessTheJarsWillDo(error, { whyNoJars: undefined, image: 'house/kafka' })).toThrow(error);
    expect(said).toEqual([]);
  });
});
