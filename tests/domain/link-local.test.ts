import { describe, expect, test } from 'vitest'
import { WebhookUrl } from '../../domain/service.ts'

describe('Bad input: where a bot may listen', () => {
  test.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://169.254.0.1:8080/',
    'http://169.254.169.254./',
    'http://2852039166/',
    'http://0xA9FEA9FE/',
    'http://0251.0376.0251.0376/',
    'http://169.254.43518/',
    'https://[fe80::1]/',
    'http://[FEBF::1]/',
    'http://[::ffff:169.254.169.254]/',
    'http://[0:0:0:0:0:ffff:a9fe:a9fe]/',
    'http://[64:ff9b::169.254.169.254]/',
    'http://[fd00:ec2::254]/',
  ])('%s is link-local, and refused with a sentence that says so', (url) => {
    expect(WebhookUrl.safeParse(url).error?.issues[0]?.message).toContain('link-local')
  })

  test.each([
    'http://localhost:4000/',
    'http://127.0.0.1:4000/',
    'http://[::1]:4000/',
    'http://10.0.0.7/',
    'http://172.16.0.1/',
    'http://192.168.1.20/answer',
    'http://[fd12:3456::1]/',
    'http://[::ffff:10.0.0.7]/',
    'http://[fec0::1]/',
    'http://169.253.1.1/',
    'http://169.255.1.1/',
    'https://169.254.example.com/',
    'https://fe80.example.com/',
    'https://bot.example.com/answer',
  ])('%s is where a bot may be', (url) => {
    expect(WebhookUrl.parse(url)).toBe(url)
  })
})
