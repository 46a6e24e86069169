// Package storage reads what is in a body in Confluence's storage format: its
// plain text, links, macros, tables and page properties. Storage format is XHTML
// with Atlassian's own elements, ac: for its parts and ri: for what they refer
// to; the vendor describes it as "Confluence Storage Format".
//
// A body is outside bytes: anything at all gives some result and no panic, in
// time and memory that grow with its size alone. What is nested deeper than
// maxDepth is taken as if it stood at that depth.
package storage
