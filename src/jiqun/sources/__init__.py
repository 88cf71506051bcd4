"""Floor 2: readers of public statistics, from a file or from the publisher.

Knows publishers' formats, addresses, licences and caveats, and turns them into canonical
tables; every judgement on the way (imputation, crosswalk) is a named step.
Must not know the workspace, any measure or any face.
"""
