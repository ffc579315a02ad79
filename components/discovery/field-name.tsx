import { Fragment } from 'react'

/** The path of a field, `metadata.kubernetes.namespace`, which breaks at its dots where it must break. */
export function FieldName({ field }: { field: string }) {
  const [first, ...others] = field.split('.')
  return (
    <>
      {first}
      {others.map((step, index) => (
        <Fragment key={index}>
          .<wbr />
          {step}
        </Fragment>
      ))}
    </>
  )
}
