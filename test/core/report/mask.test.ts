import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MASK, maskArguments, maskText } from '../../../src/core/report/mask.js'

describe('maskArguments', () => {
  it.each([
    [['--password=hunter2'], ['--password=***']],
    [
      ['--token', 'abc123'],
      ['--token', '***'],
    ],
    [
      ['-password', 'abc123'],
      ['-password', '***'],
    ],
    [
      ['--auth-token=x', '--port=80'],
      ['--auth-token=***', '--port=80'],
    ],
    [
      ['--apiKey', 'x'],
      ['--apiKey', '***'],
    ],
    [
      ['--client-secret', 'x'],
      ['--client-secret', '***'],
    ],
    [
      ['DB_PASSWORD=x', 'node', 'a.js'],
      ['DB_PASSWORD=***', 'node', 'a.js'],
    ],
    [['GITHUB_TOKEN=x'], ['GITHUB_TOKEN=***']],
    [['AWS_SECRET_ACCESS_KEY=abc/def'], ['AWS_SECRET_ACCESS_KEY=***']],
    [['AKIAIOSFODNN7EXAMPLE'], ['***']],
    [['postgres://app:s3cret@db:5432/shop'], ['postgres://app:***@db:5432/shop']],
    [['--url=redis://:s3cret@cache:6379'], ['--url=redis://:***@cache:6379']],
    [['https://ghp_012345678901234567890123456789012345@github.com/a/b'], ['https://***@github.com/a/b']],
    [
      ['-H', 'Authorization: Bearer abc.def'],
      ['-H', 'Authorization: ***'],
    ],
    [
      ['-H', 'x-api-key: 12345'],
      ['-H', 'x-api-key: ***'],
    ],
    [
      ['curl', '-u', 'me:pass', 'http://x'],
      ['curl', '-u', 'me:***', 'http://x'],
    ],
    [['http://x/?a=1&access_token=zzz&b=2'], ['http://x/?a=1&access_token=***&b=2']],
    [['Server=db;Password=zzz;Pooling=true'], ['Server=db;Password=***;Pooling=true']],
    [['{"password":"zzz","user":"me"}'], ['{"password":"***","user":"me"}']],
    [['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.sig'], ['***']],
    [['xoxb-1234567890-abcdef'], ['***']],
    [
      ['sh', '-c', 'deploy --token abc --port 80'],
      ['sh', '-c', 'deploy --token *** --port 80'],
    ],
    [
      ['sh', '-c', 'curl -u me:pass http://x'],
      ['sh', '-c', 'curl -u me:*** http://x'],
    ],
    [
      ['sh', '-c', "cd x; PASSWORD='a b' run"],
      ['sh', '-c', "cd x; PASSWORD='***' run"],
    ],
    [
      ['sh', '-c', 'curl -H "Authorization: Bearer abcdef" x'],
      ['sh', '-c', 'curl -H "Authorization: ***" x'],
    ],
    [
      ['mysql', '-uroot', '-psecret', 'db'],
      ['mysql', '-uroot', '-p***', 'db'],
    ],
    [
      ['sudo', '/usr/bin/mysqldump', '-psecret'],
      ['sudo', '/usr/bin/mysqldump', '-p***'],
    ],
    [
      ['sshpass', '-p', 'secret', 'ssh', 'x'],
      ['sshpass', '-p', '***', 'ssh', 'x'],
    ],
    [
      ['redis-cli', '-a', 'secret', 'ping'],
      ['redis-cli', '-a', '***', 'ping'],
    ],
    [
      ['docker', 'login', '-u', 'me', '-p', 'secret'],
      ['docker', 'login', '-u', 'me', '-p', '***'],
    ],
    [['AccountName=a;AccountKey=abc==;X=1'], ['AccountName=a;AccountKey=***;X=1']],
    [['-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----'], ['***']],
  ])('%j', (args, masked) => expect(maskArguments(args)).toEqual(masked))

  it.each([
    [['npx', 'vitest', 'run', '--reporter=verbose']],
    [['http://localhost:3000/path@2']],
    [['docker', 'run', '-u', '1000:1000', '-p', '80:80', 'image']],
    [['sh', '-c', 'vitest run --reporter verbose -t "pass through"']],
    [['Tests: pass: 12, fail: 0']],
    [['node', '--test-name-pattern', 'auth works']],
    [['--token-file', '/run/secret']],
    [['--no-password', 'run']],
    [['--password', '--verbose']],
    [['node', 'test/auth.test.js', 'test/token.test.js']],
    [['--tokenizer', 'fast', '--author', 'me', '--passes', '3']],
    [['--testNamePattern=logs in with a password']],
    [['git@github.com:a/b.git']],
  ])('leaves %j', (args) => {
    expect(maskArguments(args)).toEqual(args)
  })

  it('keeps the number of arguments and is stable for any input', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 40 })), (args) => {
        const masked = maskArguments(args)
        expect(masked).toHaveLength(args.length)
        expect(maskArguments(masked)).toEqual(masked)
      }),
    )
  })

  it('is quick for arguments made to be slow', () => {
    for (const piece of [
      'a.',
      'eyJ-',
      'https://',
      'x://a:',
      'token=',
      'basic ',
      ' ',
      '-----BEGIN PRIVATE KEY-----',
      ' -u a',
      ' --a ',
      '"a',
      "a='",
    ]) {
      const started = performance.now()
      maskArguments([piece.repeat(500_000)])
      expect(performance.now() - started, piece).toBeLessThan(1000)
    }
  })
})

it('masks inside free text', () => {
  expect(maskText('connect to mysql://root:toor@db failed')).toBe(`connect to mysql://root:${MASK}@db failed`)
})
