import { httpCall } from '../../server/demo/core/call.ts'

/** What a bench begins with: open conversations of one service, each with a first message of its customer. */
export interface Filled {
  serviceId: string
  conversations: string[]
}

const AT_ONCE = 64

/** Opens conversations over the API, as a channel would. */
export async function converse({
  url,
  key,
  conversations,
  progress,
}: {
  url: string
  key: string
  conversations: number
  progress: (text: string) => void
}): Promise<Filled> {
  const call = httpCall(url, key)
  const post = async (path: string, body: unknown) => {
    const answer = await call('POST', path, body)
    if (answer.status !== 201) throw new Error(`POST ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body as { id: string }
  }
  const { id: serviceId } = await post('/services', { name: 'Tech Support' })
  const ids: string[] = []
  let begun = 0
  const open = async () => {
    while (begun < conversations) {
      const number = ++begun
      const { id } = await post('/conversations', { serviceId, customer: { name: `Customer ${number}` } })
      await post(`/conversations/${id}/messages`, { role: 'customer', text: `Where is my parcel number ${number}?` })
      ids.push(id)
      progress(`conversations: ${ids.length} of ${conversations}`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, open))
  return { serviceId, conversations: ids }
}
