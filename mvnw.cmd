@echo off
rem Runs Maven: the one on PATH if it is 3.8 or newer, else the one that .mvn\wrapper\maven-wrapper.properties pins,
rem fetched once into %USERPROFILE%\.m2\wrapper and checked. MVNW_REPOURL names a Maven repository to fetch it from instead.
setlocal

set "MAJOR="
set "MINOR="
where mvn.cmd >nul 2>nul || goto pinned
for /f "tokens=3-4 delims=. " %%a in ('mvn.cmd --version 2^>nul ^| findstr /c:"Apache Maven "') do (
    set "MAJOR=%%a"
    set "MINOR=%%b"
)
if not defined MAJOR goto pinned
if %MAJOR% gtr 3 goto installed
if %MAJOR% equ 3 if %MINOR% geq 8 goto installed
goto pinned

:installed
endlocal & mvn.cmd %*
exit /b %ERRORLEVEL%

:pinned
if defined JAVA_HOME goto java_found
where java >nul 2>nul && goto java_found
echo mvnw: no Java found: install a JDK 25, for example from https://adoptium.net/temurin/releases/?version=25 1>&2
exit /b 1

:java_found
for /f "usebackq eol=# tokens=1,* delims==" %%a in ("%~dp0.mvn\wrapper\maven-wrapper.properties") do set "%%a=%%b"
if defined MVNW_REPOURL set "distributionUrl=%MVNW_REPOURL%/org/apache/maven/apache-maven/%mavenVersion%/apache-maven-%mavenVersion%-bin.tar.gz"
if not defined MAVEN_USER_HOME set "MAVEN_USER_HOME=%USERPROFILE%\.m2"
set "DISTS=%MAVEN_USER_HOME%\wrapper\dists\apache-maven-%mavenVersion%-bin\%distributionSha512Sum:~0,16%"
set "MAVEN=%DISTS%\apache-maven-%mavenVersion%"
if exist "%MAVEN%\bin\mvn.cmd" goto run

rem Unpacked beside its place and then renamed, so that an interrupted run leaves no half of a Maven there.
set "UNFINISHED=%DISTS%\unfinished-%RANDOM%%RANDOM%"
mkdir "%UNFINISHED%" || exit /b 1
echo mvnw: fetching Maven %mavenVersion% from %distributionUrl% 1>&2
powershell -NoProfile -NonInteractive -Command ^
    "$ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue';" ^
    "[Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12;" ^
    "$archive = Join-Path $env:UNFINISHED 'maven.tar.gz';" ^
    "Invoke-WebRequest -UseBasicParsing -Uri $env:distributionUrl -OutFile $archive;" ^
    "if ((Get-FileHash -Algorithm SHA512 $archive).Hash -ne $env:distributionSha512Sum) {" ^
    "  throw ('what came from ' + $env:distributionUrl + ' is not Maven ' + $env:mavenVersion + ': its SHA-512 differs') }" || goto failed
tar -xzf "%UNFINISHED%\maven.tar.gz" -C "%UNFINISHED%" || goto failed
move "%UNFINISHED%\apache-maven-%mavenVersion%" "%DISTS%\" >nul 2>nul
if not exist "%MAVEN%\bin\mvn.cmd" goto failed
rmdir /s /q "%UNFINISHED%"

:run
endlocal & "%MAVEN%\bin\mvn.cmd" %*
exit /b %ERRORLEVEL%

:failed
rmdir /s /q "%UNFINISHED%"
exit /b 1
