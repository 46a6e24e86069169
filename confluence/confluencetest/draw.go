package confluencetest

// seeded draws numbers that depend on nothing but the seed, a purpose and an
// index, so that any row can be made again without its neighbours.
type seeded uint64

type purpose uint64

const (
	drawCloudID purpose = iota + 1
	drawUser
	drawUserKey
	drawUserName
	drawSpace
	drawSpaceOrder
	drawPageID
	drawPage
	drawParent
	drawFolder
	drawAuthor
	drawCreated
	drawModified
	drawVersion
	drawStatus
	drawTitle
	drawBody
	drawShelf
	drawTree
	drawLabel
	drawLabelCount
	drawComment
	drawAttachment
	drawTask
	drawCustom
	drawVersions
	drawProperty
	drawLike
	drawGroup
	drawPermission
	drawRestriction
	drawViews
	drawClass
	drawState
	drawWatch
	drawTemplate
	drawAudit
)

// of draws 64 bits (the finalizer of splitmix64).
func (s seeded) of(p purpose, index uint64) uint64 {
	z := uint64(s)*0xd1342543de82ef95 + uint64(p)*0x9e3779b97f4a7c15 + index*0xbf58476d1ce4e5b9 + 0x632be59bd9b4e019
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return z ^ (z >> 31)
}

// unit maps 64 drawn bits to [0, 1).
func unit(h uint64) float64 { return float64(h>>11) / (1 << 53) }

// again draws from an earlier draw, where one index needs several numbers.
func again(h uint64) uint64 { return seeded(h).of(0, 1) }

const hexDigits = "0123456789abcdef"

func appendHex(b []byte, v uint64, digits int) []byte {
	for shift := (digits - 1) * 4; shift >= 0; shift -= 4 {
		b = append(b, hexDigits[v>>shift&15])
	}
	return b
}

func appendUUID(b []byte, hi, lo uint64) []byte {
	b = append(appendHex(b, hi>>32, 8), '-')
	b = append(appendHex(b, hi>>16&0xffff, 4), '-', '4')
	b = append(appendHex(b, hi&0xfff, 3), '-')
	b = append(appendHex(b, lo>>48&0x3fff|0x8000, 4), '-')
	return appendHex(b, lo&0xffffffffffff, 12)
}
