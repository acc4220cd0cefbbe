import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components'
import { useHotel, useNow } from '../../client/use-hotel.tsx'

/** What happened to the data of this PC and what to check: a damaged database that was set aside, a full disk, a program that stood still. */
export const Notices = () => {
  const { health, formats } = useHotel()
  const now = useNow()
  const notices = health.notices ?? []
  return notices.map(({ id, sentence, at }) => (
    <MessageBar key={id} intent="warning" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle className="num">{formats.moment(at, now)}</MessageBarTitle>
        {sentence}
      </MessageBarBody>
    </MessageBar>
  ))
}
