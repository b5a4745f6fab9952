// intrinsics
