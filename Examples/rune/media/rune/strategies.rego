# Strategies of this bundle's own: they get the results and rule sets that allow, and those that deny.
package rune.strategies

import rego.v1

two_of_three(allows, denies) if {
	count(allows) >= 2
	count(denies) == 0
}
