@setlocal
@set NODE_OPTIONS=
@"%~dp0resources\np\node.exe" "%~dp0resources\np\np.mjs" %*
