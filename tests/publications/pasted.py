"""What the clipboard brings from two word processors, as their programs write it."""

# ruff: noqa: E501

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word"><head>
<meta name=Generator content="Microsoft Word 15"><title>ประกาศ</title>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- p.MsoNormal {mso-style-parent:""; font-family:"TH SarabunPSK";} --></style></head>
<body lang=EN-US style='tab-interval:36.0pt'><!--StartFragment-->
<h1 style='margin-top:0'><a name="_Toc120"></a><b><span lang=TH style='font-family:"TH SarabunPSK";
mso-bidi-font-weight:bold'>ประกาศองค์การบริหารส่วนตำบล</span></b><o:p></o:p></h1>
<p class=MsoNormal align=center style='text-align:center;mso-line-height-alt:1pt'><span lang=TH
style='font-size:16.0pt'>เรื่อง&nbsp;&nbsp;รับสมัคร<b style='mso-bidi-font-weight:normal'>ผู้ช่วยช่าง</b>
น้ำประปาเก็บกู้ภัย</span><span style='font-size:16.0pt'><o:p></o:p></span></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]><span lang=TH>ประเภทที่หนึ่ง<o:p></o:p></span></p>
<p class=MsoListParagraphCxSpMiddle style='margin-left:72.0pt;mso-list:l0 level2 lfo1'><span
style='mso-list:Ignore'>๑)<span>&nbsp;</span></span><span lang=TH>ข้อย่อยแรก</span></p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><span
style='mso-list:Ignore'>·<span>&nbsp;</span></span>ประเภทที่สอง</p>
<table class=MsoTableGrid border=1 cellspacing=0 style='border-collapse:collapse;mso-yfti-tbllook:1184'>
 <tr style='mso-yfti-irow:0'><td width=208 valign=top style='width:155.8pt'><p class=MsoNormal
 style='margin-bottom:0'><span lang=TH>ตำแหน่ง</span></p></td><td width=208><p class=MsoNormal>จำนวน</p></td></tr>
</table>
<v:shape id="_x0000_i1025" type="#_x0000_t75"><v:imagedata src="file:///C:/Temp/image001.png"/></v:shape>
<p class=MsoFootnoteText><a style='mso-footnote-id:ftn1' href="file:///C:/x.docx#_ftn1" name="_ftnref1"
title=""><span class=MsoFootnoteReference>[1]</span></a>&nbsp;อ้างถึงหนังสือ</p>
<!--EndFragment--></body></html>"""

GOOGLE = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1a2b">
<h2 dir="ltr" style="line-height:1.38"><span style="font-size:16pt;font-weight:400">กำหนดการ</span></h2>
<p dir="ltr"><span style="font-weight:400;font-style:normal">เปิดรับ</span><span
style="font-weight:700;font-style:italic;white-space:pre-wrap">ทุกวัน</span></p><br />
<ul style="margin-top:0"><li dir="ltr" aria-level="1"><p dir="ltr" role="presentation"><span>หนึ่ง</span></p></li>
<ul><li dir="ltr" aria-level="2"><p dir="ltr"><span>ย่อย</span></p></li></ul></ul>
<div dir="ltr" align="left"><table><colgroup><col width="300"></colgroup><tbody><tr><td><p>ก</p></td>
<td><p>ข</p><br></td></tr></tbody></table></div></b><br class="Apple-interchange-newline">"""
