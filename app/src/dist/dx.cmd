@echo off
rem Starts DX from the folder this file lies in, wherever that was moved to.
setlocal
set "ROOT=%~dp0.."
set "LIB=%ROOT%\@lib@"

set "HOME_FOUND="
set "RECORDED="
if exist "%ROOT%\lib\java-home" set /p RECORDED=<"%ROOT%\lib\java-home"
if defined RECORDED call :consider "%RECORDED%"
if not defined HOME_FOUND if defined JAVA_HOME call :consider "%JAVA_HOME%"
if not defined HOME_FOUND for /f "delims=" %%j in ('where java.exe 2^>nul') do if not defined HOME_FOUND call :consider "%%~dpj.."
if not defined HOME_FOUND (
    echo error DX_NO_JAVA: no Java 25 or newer in %RECORDED%, in JAVA_HOME or on PATH 1>&2
    echo Install a JDK 25, for example from https://adoptium.net/temurin/releases/?version=25, or set JAVA_HOME to one. 1>&2
    exit /b 1
)

rem The flags are those the AOT caches were trained with; with others a cache may be refused.
if "@command@" == "" if "%~1" == "" goto window
if "@command@" == "" if "%~1" == "gui" goto window
"%HOME_FOUND%\bin\java.exe" @command.flags@ "-XX:AOTCache=%LIB%\command.aot" -cp "@command.jars@" dev.dx.app.Main @command@%*
exit /b %ERRORLEVEL%

:window
"%HOME_FOUND%\bin\java.exe" @window.flags@ "-XX:AOTCache=%LIB%\window.aot" -cp "@window.jars@" dev.dx.app.Main @command@%*
exit /b %ERRORLEVEL%

rem Sets HOME_FOUND if the Java home's release file says 25 or newer.
:consider
if not exist "%~1\bin\java.exe" exit /b 0
if not exist "%~1\release" exit /b 0
for /f "tokens=2 delims==." %%v in ('findstr /b JAVA_VERSION^= "%~1\release"') do set "VERSION_FOUND=%%~v"
set "VERSION_FOUND=%VERSION_FOUND:"=%"
if %VERSION_FOUND% geq 25 set "HOME_FOUND=%~1"
exit /b 0
